"""Words that tell who is speaking: titles, roles, bodies, documents and groups."""

from __future__ import annotations

MALE_TITLES = frozenset("mr mr. sir lord king prince pope father imam brother".split())
FEMALE_TITLES = frozenset("mrs mrs. ms ms. miss lady queen princess sister dame madam".split())
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | frozenset(
        """dr dr. prof prof. sen sen. sens. rep rep. reps. gov gov. govs. gen gen. lt lt. col col.
        maj maj. capt capt. sgt sgt. cpl cpl. cmdr cmdr. adm adm. rev rev. hon hon. det det. insp
        sheikh ayatollah rabbi baroness count st. pvt pvt. cllr cllr. atty atty. pres pres. amb amb.
        reverend supt supt. const const. brig brig. cardinal archbishop bishop""".split()
    )
)

#: Heads of a phrase that says what a person is or does, as lemmas.
ROLES = frozenset(
    """activist actor actress adviser advisor advocate agent aide ally ambassador analyst anchor
    announcer archbishop architect artist assistant associate astronaut athlete attorney author
    auditor banker bishop blogger boss broadcaster brother businessman businesswoman campaigner
    candidate captain cardinal ceo cfo chair chairman chairperson chairwoman chancellor chaplain
    chief cleric clerk co-author co-chair co-chairman co-founder coach colonel columnist comedian
    commander commentator commissioner congressman congresswoman constable consul consultant
    contributor coordinator co-ordinator coroner correspondent coo councillor councilor councilman
    councilwoman counsel counselor counsellor courtier cto curator daughter dean defendant delegate
    demonstrator deputy designer detective developer diplomat director doctor donor economist editor
    editor-in-chief emir employee engineer envoy executive expert farmer father fellow fighter
    filmmaker firefighter founder friend general governor guard head historian host husband imam
    inspector insider inspector-general instructor investigator investor jihadist journalist judge
    justice king lawmaker lawyer leader lecturer legislator lieutenant lobbyist major manager
    marshal mayor member militant minister mother musician neighbor neighbour negotiator nominee
    novelist nurse officer official ombudsman operative opponent organizer organiser owner
    parent parliamentarian partner passenger pastor pathologist patient petty philanthropist
    physician physicist pilot player poet policeman policewoman politician pollster pope
    postmaster premier presenter president priest prime_minister prince princess principal
    prisoner producer professor programmer prosecutor protester protestor provost psychiatrist
    psychologist publicist publisher queen rabbi ranger rapper rector referee registrar reporter
    representative republican democrat researcher resident reviewer rival salesman scholar
    scientist secretary secretary-general senator sergeant sheriff singer sister soldier solicitor
    son speaker specialist spokesman spokesmen spokesperson spokespeople spokeswoman spokeswomen
    staffer star strategist student sultan superintendent supervisor supporter surgeon survivor
    suspect teacher technician technologist theologian trader trainer treasurer trustee
    undersecretary under-secretary user vet veteran vice-chairman vice-president victim
    viewer volunteer whip whistleblower whistle-blower widow wife witness woman man worker writer
    youth boy girl person driver critic cousin uncle aunt nephew niece relative sibling
    businessperson tycoon billionaire entrepreneur guest customer client caller eyewitness
    tourist traveler traveller villager voter rebel insurgent commandant czar tsar diplomat
    nephew grandmother grandfather fiancé fiancée boyfriend girlfriend insider source informant
    arbitrator mediator rapporteur comptroller controller keeper conservationist biologist
    chemist geologist astronomer anthropologist archaeologist ecologist sociologist
    epidemiologist virologist meteorologist climatologist statistician mathematician
    tech trooper surrogate speechwriter veterinarian pundit moderator elder chieftain chef""".split()
)

FEMALE_NOUNS = frozenset(
    """actress aunt businesswoman chairwoman congresswoman councilwoman daughter fiancée girl
    girlfriend grandmother mother niece policewoman princess queen sister spokeswoman widow wife
    woman lady duchess baroness saleswoman assemblywoman""".split()
)
MALE_NOUNS = frozenset(
    """actor uncle businessman chairman congressman councilman son fiancé boy boyfriend
    grandfather father nephew policeman prince king brother spokesman husband man gentleman
    salesman duke pope imam assemblyman priest""".split()
)

#: Words that may stand before a role and belong to it ("deputy foreign minister").
ROLE_MODIFIERS = frozenset(
    """prime foreign deputy vice assistant chief senior junior defense defence interior finance
    justice economy economic health education energy trade former acting attorney general national
    security press executive managing communications state campaign political military legal
    financial operating technology medical scientific lead principal special permanent first second
    internal external home cultural culture agriculture transport transportation environment
    labor labour homeland intelligence ex then-president onetime longtime interim retired associate
    cabinet budget science policy research media information marketing commercial sales staff
    running co top high high-ranking ranking chief-of-staff under public affairs relations
    digital news sports city opposition majority minority house senate party presidential
    congressional vice-presidential republican democratic conservative liberal independent foreign
    field district county regional local federal civil human rights community religious spiritual
    supreme""".split()
)

#: Heads of a phrase that names a body, as lemmas.
BODIES = frozenset(
    """academy administration agency airline airport alliance ambulance army assembly association
    authority bank board branch brigade broadcaster bureau business cabinet campaign center centre
    chamber channel charity church club coalition college command commission committee community
    company conference congress consortium consulate cooperative corp corporation corps council
    country court daily department directorate division embassy enterprise facility faction factory
    family fed federation firm force foundation front fund government group guard hospital house
    inc industry institute institution intelligence jury kingdom laboratory lab league leadership
    legislature magazine mall manufacturer media military militia ministry mission monarchy mosque
    movement museum nation navy network newspaper ngo nonprofit office organization organisation
    outlet panel paper parliament party pentagon police post_office prefecture presidency press
    prison programme program project publication publisher regime registry regulator republic
    restaurant retailer school secretariat senate service site society startup state station store
    studio supplier syndicate task_force tabloid team think_tank treasury tribunal troupe trust
    union unit university website weekly wing zoo side delegation developer maker
    giant carmaker automaker watchdog insurer lender operator carrier bloc palace court
    newsroom blog broadcaster camp delegation""".split()
)
GOVERNMENT_BODIES = frozenset(
    "government administration regime side state authority leadership authorities".split()
)

DOCUMENTS = frozenset(
    """account advisory affidavit analysis announcement article assessment audit bill biography book brief brochure bulletin charter column comment communique communiqué complaint constitution contract data declaration decree diary document documentary documents dossier draft editorial email e-mail entry essay estimate evidence figures file filing filings findings forecast guide guidance headline index indictment information interview journal lawsuit letter leak list log manifesto memo memoir memorandum message minutes note notice petition photo picture poll post posting presentation record records recording registry release report reports research result results review rule ruling rumor rumour rumors speech statement statistics story studies study subpoena suit summary survey tape testimony text thread transcript treaty tweet update verdict video warrant wire records poll polls footage audio""".split()
)

#: Nouns that mean several people without a plural ending.
GROUPS = frozenset(
    """people public crowd audience police majority many some others most several both few two
    three four experts media press critics opposition everyone everybody all pair couple duo trio
    staff crew personnel clergy citizenry folks youth family relatives parents neighbors friends
    half hundreds thousands dozens scores number percent""".split()
)

#: Verbs whose subject is a speaker: for finding who spoke last, not for finding statements.
SPEECH = frozenset(
    """accuse acknowledge add admit advise affirm agree allege announce answer argue ask assert
    assure believe blame boast call caution charge cite claim comment complain concede conclude
    confess confirm contend contradict criticize criticise declare decline demand denounce deny
    describe disclose dismiss dispute echo emphasize emphasise estimate exclaim explain express
    hail imply indicate inform insist joke lament maintain mention note object observe pledge
    predict promise propose protest quip quote read reaffirm recall recount refuse refute reiterate
    reject relate remark repeat reply report respond retort reveal say scoff state stress suggest
    tell testify think threaten tweet urge vow warn welcome wonder write hope recommend post
    condemn praise defend deplore slam blast stand""".split()
)

PERSON_PRONOUNS = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
IT_PRONOUNS = frozenset({"it", "its", "itself"})
THEY_PRONOUNS = frozenset({"they", "them", "their", "theirs", "themselves"})
FIRST_SINGULAR = frozenset({"i", "me", "my", "mine", "myself"})
FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
PRONOUNS = frozenset(PERSON_PRONOUNS) | IT_PRONOUNS | THEY_PRONOUNS | FIRST_SINGULAR | FIRST_PLURAL
