"""Are two claims on the same matter: embedding, shared entities and time."""

from __future__ import annotations

import re

from claims.compare.overlap import share, shared
from claims.compare.pairs import NEARBY, Pair, Party
from claims.compare.parties import allied, concerned
from claims.compare.polarity import opposites, polarity
from claims.records import UNATTRIBUTED
from claims.resolve.references import covered

#: Beyond this many days apart, like words are about different events.
SPAN_DAYS = 45
#: Within so many days a forecast and its contrary are no update of one another.
WEEK = 7
#: Above this cosine, words alone tell the same matter.
CERTAIN = 0.75
#: The same for what one denies and another says.
SAID_AND_DENIED = 0.6
#: Least cosine of two statements of one source that may contradict each other.
OWN_WORDS = 0.3
#: The same of a denial that names somebody's claim, and that claim.
NAMED = 0.2
#: The same of a denial and a claim in one stretch of an article.
NEAR_DENIAL = 0.4
#: A proposition with fewer words than this says too little to be compared.
FEWEST_WORDS = 4
#: A thing named in fewer words than this says nothing that could be denied.
FEWEST_NAMED = 12
#: A proposition with more words than this is several, and the judge tells little of it.
MOST_WORDS = 45
#: What ought not to be, or cannot be allowed, is no statement of what is.
_NORMATIVE = re.compile(
    r"\b(?:should|must|ought)(?: not|n[’']t)?\b|\bcan(?:not|[’']t) be (?!found|seen|reached)",
    re.IGNORECASE,
)

#: Half a sentence: a condition, a question, a relative clause.
_DEPENDENT = re.compile(
    r"(?:if|whether|unless|which|whose|whom|who|because|why|how|what|where|than)\b"
    r"|(?:with|when|while|as)\b[^,]*$",
    re.IGNORECASE,
)


def statable(party: Party) -> bool:
    """Whether a proposition says that something is or was so, in few enough words."""
    words = party.claim.wording
    if not FEWEST_WORDS <= len(words.split()) <= MOST_WORDS:
        return False
    return not (_DEPENDENT.match(words) or _NORMATIVE.search(words))


def nominal(party: Party) -> bool:
    """Whether a proposition is only a thing named ("There was climate change")."""
    claim = party.claim
    own = claim.stance != "denies" and " there was " in f" {claim.quote.lower()}"
    return claim.wording.startswith("There was ") and not own


def bare(party: Party) -> bool:
    """Whether what is denied is only called "the report" or "such a thing", so that without
    its article nobody knows what it was."""
    words = _WORD.findall(party.claim.wording.lower())
    if nominal(party) and words[-1] in _TOLD and _OWNED.match(party.claim.wording):
        return True
    return len([word for word in words if word not in _BARE]) < (3 if nominal(party) else 2)


#: "There was her public statement": the claim of somebody, and not what it says.
_TOLD = frozenset(
    {"statement", "statements", "comment", "comments", "remark", "remarks", "claim", "claims"}
    | {"assertion", "assertions", "account", "version", "report", "reports", "findings"}
)
_OWNED = re.compile(r"There was (?:his|her|its|their|the|this|that|(?:[\w.-]+ ){0,3}[\w.-]+['’]s) ")
_WORD = re.compile(r"[\w$€£’'-]+")
_BARE = frozenset(
    {"there", "was", "were", "is", "be", "been", "has", "have", "had", "a", "an", "the", "its"}
    | {"this", "that", "these", "those", "it", "his", "her", "their", "one", "ones", "such"}
    | {"thing", "things", "happened", "happen", "occurred", "taken", "place", "of", "to", "by"}
    | {"report", "reports", "story", "stories", "claim", "claims", "allegation", "allegations"}
    | {"rumor", "rumors", "rumour", "rumours", "accusation", "accusations", "charge", "charges"}
    | {"statement", "statements", "news", "some", "any", "all", "so", "case", "true", "earlier"}
)


def identified(party: Party) -> bool:
    """Whether the article says who speaks, if only "residents" or "a spokesman"."""
    return party.source.name != UNATTRIBUTED


def within(b: Party, a: Party) -> bool:
    """Whether ``b`` is told in the words of ``a``: "the suggestion" of "the suggestion that X is
    false"."""
    same = a.claim.article == b.claim.article
    return same and covered(b.claim.quote_spans, a.claim.quote_spans) > 0.5


def impersonal(party: Party) -> bool:
    """Whether the article tells of a claim and leaves open whose it is: "it is alleged that"."""
    return not identified(party) and bool(_IMPERSONAL.match(party.claim.cue))


_IMPERSONAL = re.compile(
    r"(?:\w+ly )?(?:charged|accused|indicted)\b"
    r"|(?:['’]s|is|was|(?:has|had|is) (?:also )?be(?:en|ing)) (?:\w+ly )?\w+ed\b"
)


def disputed(party: Party) -> bool:
    """Whether a claim can be a side of a dispute between plain statements."""
    claim = party.claim
    if not claim.disputable or not identified(party) or _SHARE.search(party.source.name):
        return False
    if claim.stance == "denies":
        return True
    return not (nominal(party) or ignorant(party))


def ignorant(party: Party) -> bool:
    """Whether somebody only says that he does not know."""
    return _IGNORANT.search(party.claim.wording) is not None


#: Parts of a public, which do not contradict one another.
_SHARE = re.compile(r"\d ?%|\bper ?cent\b|\bmajority of\b|\bhalf of\b", re.IGNORECASE)
#: Nobody who does not know says that something is not so.
_IGNORANT = re.compile(
    r"\bno (?:[a-z]+ )?(?:idea|information|notification|knowledge|comment|word|confirmation"
    r"|details?|indication|clue|intelligence)\b"
    r"|\b(?:do|does|did)(?: not|n[’']t) (?:yet )?(?:know|recall|remember)\b"
    r"|\b(?:not aware|unaware|unclear|unknown|yet to)\b",
    re.IGNORECASE,
)
_UNTRUE = (
    r"(?:false|untrue|fake|bogus|debunked|fabricated|baseless|unfounded|fictitious|lies?|disputed"
    r"|unsubstantiated|unverified|ridiculous|propaganda|smears?|made up)"
)
#: Words that call a claim untrue; what holds one affirms nothing that could be denied. "The
#: disputed region" and "was denied care" do not.
_FALSITY = re.compile(
    rf"\b(?:is|was|were|are|been|being|be|as|it[’']s|that[’']s) (?:\w+ ){{0,2}}?{_UNTRUE}\b"
    rf"|\b{_UNTRUE} (?:claims?|reports?|stor(?:y|ies)|articles?|news|allegations?|posts?|tales?)\b"
    r"|\b(?:claims?|reports?|stor(?:y|ies)|allegations?|charges?) (?:\w+ ){1,3}denied\b"
    r"|(?<!\bis )(?<!\bwas )(?<!\bare )(?<!\bwere )(?<!\bbeen )(?<!\bbe )\bden(?:ied|ies)\b"
    r"|\b(?:hoax|myth|satire|satirical|rumou?rs?|rumou?red|nonsense|rubbish|horseshit|bullshit"
    r"|slander|untruth)\b",
    re.IGNORECASE,
)
#: What only may be so is not what somebody else calls untrue. (In May it may.)
_POSSIBLE = re.compile(r"\b(?:could|may|might|would)\b(?! (?:not )?have)")

#: From here on a statement tells of somebody in it, or what for.
_OF_WHOM = re.compile(
    r" who(?:m|se)? | so (?:that )?(?=[\w’' -]{2,40} (?:could|may|might|would)\b)"
)


def affirms(party: Party) -> bool:
    """Whether a claim says that something is so: not that a report of it is false, not that
    it may be so."""
    words = party.claim.wording
    return not (_FALSITY.search(words) or _POSSIBLE.search(_OF_WHOM.split(words)[0]))


#: Whoever only knows or thinks so, or is a law that leaves something out, has told nobody.
PRIVATE = frozenset(
    {"know", "realize", "realise", "learn", "believe", "think", "suspect", "feel", "doubt"}
    | {"expect", "trust", "understand", "assume", "predict", "exclude", "preclude"}
)


def denies_openly(party: Party) -> bool:
    """Whether somebody who is named in some way says that something is not so."""
    claim = party.claim
    return (
        claim.stance == "denies"
        and claim.force == "fact"
        and claim.cue_lemma not in PRIVATE
        and identified(party)
        and not _CLAIM.match(party.source.name)
    )


#: What somebody has claimed denies nothing; he does.
_CLAIM = re.compile(
    r"(?:the|this|that|these|those) (?:claim|allegation|accusation|rumou?r|suggestion)s?$",
    re.IGNORECASE,
)


def deniable(pair: Pair) -> bool:
    """Whether ``a`` can deny, in words of its own, what ``b`` says: all that can be told of it
    without the judge."""
    a, b = pair.a, pair.b
    if not (denies_openly(a) and affirms(b)) or bare(a):
        return False
    if polarity(a.claim.wording) != polarity(b.claim.wording):
        return False
    return not nominal(a) or pair.cosine >= SAID_AND_DENIED


def same_matter(a: Party, b: Party, cosine: float, near: float) -> bool:
    """Whether the two speak of one thing: near in meaning, in time, and in whom they name."""
    if cosine < near:
        return False
    if not (statable(a) and statable(b)):
        return False
    if a.day and b.day and abs((a.day - b.day).days) > SPAN_DAYS and a.source.id != b.source.id:
        return False
    if cosine >= (SAID_AND_DENIED if a.claim.stance == "denies" else CERTAIN):
        return True
    return bool(concerned(a) & concerned(b))


#: Least share of content words in common for a conflict of plain statements.
IN_COMMON = 0.4
#: Least cosine of neighbours that the article sets against each other, and how many content
#: words they have in common.
SET_AGAINST = 0.42
WORDS_IN_COMMON = 2


def set_against(pair: Pair) -> bool:
    """Whether the article sets two neighbouring statements on one thing against each other."""
    one, two = pair.a.claim.wording, pair.b.claim.wording
    return (
        pair.contrast
        and pair.cosine >= SET_AGAINST
        and shared(one, two) >= WORDS_IN_COMMON
        and statable(pair.a)
        and statable(pair.b)
        and not allied(pair.a, pair.b)
    )


#: Least cosine of two statements of one article of which one has a negation that the other
#: lacks, where they name the same and have words in common.
ONE_STORY = 0.35


def one_story(pair: Pair) -> bool:
    """Whether two statements of one article affirm and negate something of the same names, in
    words that are in good part the same."""
    if pair.gap is None or pair.cosine < ONE_STORY or allied(pair.a, pair.b):
        return False
    one, two = pair.a.claim.wording, pair.b.claim.wording
    return (
        polarity(one) != polarity(two)
        and share(one, two) >= IN_COMMON
        and bool(concerned(pair.a) & concerned(pair.b))
        and statable(pair.a)
        and statable(pair.b)
    )


#: Least cosine of two neighbours that say yes and no in the same words.
ALIKE = 0.6


def negates_alike(pair: Pair) -> bool:
    """Whether one says no in the words in which the other says yes."""
    one, two = pair.a.claim.wording, pair.b.claim.wording
    return pair.cosine >= ALIKE and polarity(one) != polarity(two) and share(one, two) >= ALIKE


def negates(pair: Pair) -> bool:
    """Whether ``a`` has a negation that ``b`` lacks."""
    return polarity(pair.a.claim.wording) and not polarity(pair.b.claim.wording)


#: Least cosine of an answer with what it answers.
RELATED = 0.27
#: The same where only the words say that it is an answer, and no cue.
SAME_TALK = 0.45
#: Cues that say that somebody is being answered.
REJOINDERS = frozenset(
    {"contradict", "counter", "retort", "hit back", "insist", "rebut", "respond", "reply"}
    | {"dispute", "object", "protest", "maintain", "take issue with", "push back", "fire back"}
    | {"clarify", "correct", "refute", "shoot back", "disagree"}
)


def foretold_apart(pair: Pair) -> bool:
    """Whether one of two statements of different articles foretells, and it is not known that
    both were made in one week: what came of it later is an update."""
    a, b = pair.a, pair.b
    if "prediction" not in (a.claim.force, b.claim.force) or a.claim.article == b.claim.article:
        return False
    return a.day is None or b.day is None or abs((a.day - b.day).days) > WEEK


def pending(pair: Pair) -> bool:
    """Whether the one says what somebody is about to do and the other that it is not done yet."""
    one, two = pair.a.claim.wording, pair.b.claim.wording
    return any(_YET.search(x) and _ABOUT_TO.search(y) for x, y in ((one, two), (two, one)))


_YET = re.compile(r"(?:\bnot|n[’']t|\bno\b).*\byet\b|\byet to\b", re.IGNORECASE)
_ABOUT_TO = re.compile(
    r"\b(?:decided|plan(?:s|ned|ning)?|agreed|intends?|set|about|going|expected|ready|due) to\b",
    re.IGNORECASE,
)


def rejoinder(pair: Pair) -> bool:
    """Whether ``a`` stands soon after ``b`` in one article and seems to answer it: by its
    cue, by a negation that ``b`` lacks, or by an antonym."""
    if pair.gap is None or not 0 < pair.gap <= NEARBY or allied(pair.a, pair.b):
        return False
    one, two = pair.a.claim, pair.b.claim
    if one.quote_spans < two.quote_spans or pair.cosine < RELATED:
        return False
    if not (statable(pair.a) and statable(pair.b)):
        return False
    if answers(pair):
        return True
    return pair.cosine >= SAME_TALK and (
        negates(pair) or opposites(one.wording, two.wording) is not None
    )


#: Cues by which somebody has looked into what another said.
FINDINGS = frozenset({"find", "determine", "conclude", "establish", "discover", "confirm", "show"})


def answers(pair: Pair) -> bool:
    """Whether the cue of ``a`` says that it answers: "countered", "found no record of it"."""
    cue = pair.a.claim.cue_lemma
    return cue in REJOINDERS or (cue in FINDINGS and negates(pair) and pair.cosine >= SAME_TALK)


def denied_nearby(pair: Pair) -> bool:
    """Whether ``a`` denies in words of its own, in the same stretch of the article as ``b``."""
    return (
        pair.gap is not None
        and pair.gap <= 2 * NEARBY
        and pair.a.claim.stance == "denies"
        and pair.cosine >= NEAR_DENIAL
        and not allied(pair.a, pair.b)
        and statable(pair.a)
        and statable(pair.b)
        and not nominal(pair.a)
    )


#: Cues by which somebody grants what was not granted before.
CONCESSIONS = frozenset(
    {"admit", "concede", "acknowledge", "confess", "apologise", "apologize", "correct", "clarify"}
)


#: Least cosine of what one grants and what he said before.
CONCEDED = 0.4


def concedes(pair: Pair) -> bool:
    """Whether one source, in one article, grants the contrary of what it is said to have said."""
    a, b = pair.a, pair.b
    return (
        a.source.id == b.source.id
        and a.source.named
        and pair.gap is not None
        and pair.cosine >= CONCEDED
        and shared(a.claim.wording, b.claim.wording) >= WORDS_IN_COMMON
        and a.claim.cue_lemma in CONCESSIONS
        and b.claim.cue_lemma not in CONCESSIONS
        and statable(a)
        and statable(b)
    )


def own_words(pair: Pair) -> bool:
    """Whether one source speaks twice, on different days, and once with a negation."""
    a, b = pair.a, pair.b
    if a.source.id != b.source.id or not a.source.named or pair.cosine < OWN_WORDS:
        return False
    if not pair.days_apart:
        return False
    one, two = a.claim.wording, b.claim.wording
    if not (statable(a) and statable(b)):
        return False
    return polarity(one) != polarity(two) or opposites(one, two) is not None
