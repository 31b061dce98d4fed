"""Word classes of quantities: states that are counted, measures, currencies, people."""

from __future__ import annotations

from claims.compare.wordforms import forms, wordset


def _table(rows: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in rows.items() for word in words.split()}


#: Words that say what became of those counted, each with its class.
CLASSES = _table(
    {
        "dead": "dead killed kill kills killing die died dies dying death deaths fatality "
        "fatalities slain slayed perished perish murdered lives massacred executed",
        "injured": "injured injuring injures injure injury injuries wounded wounding wounds "
        "wound hurt hospitalised hospitalized",
        "casualty": "casualties casualty",
        "arrested": "arrested arresting arrests arrest detained detaining detains detain "
        "detentions jailed imprisoned",
        "missing": "missing unaccounted disappeared",
        "displaced": "displaced displacing homeless uprooted",
        "evacuated": "evacuated evacuating evacuates evacuees",
        "rescued": "rescued rescuing",
        "freed": "freed freeing released releasing",
        "abducted": "abducted abducting kidnapped kidnapping kidnaps abducts",
        "infected": "infected infections infecting sickened",
        "stranded": "stranded trapped",
    }
)

#: Nouns for people, in the singular.
PEOPLE = wordset("""
    person people man woman child boy girl civilian soldier officer policeman police militant
    fighter rebel gunman protester demonstrator worker student pupil teacher doctor nurse patient
    resident villager passenger victim hostage prisoner detainee refugee migrant journalist
    reporter miner tourist terrorist insurgent attacker suspect serviceman trooper troop guard
    firefighter driver pilot survivor citizen national sailor crew member employee personnel
    peacekeeper individual baby infant toddler mourner worshipper voter inmate captive conscript
    mercenary commander leader official deputy minister lawmaker senator witness shopper spectator
    commuter farmer fisherman paramilitary policewoman schoolgirl schoolboy family household
    """)
#: Of these, the ones that say nothing of who they are.
ANYBODY = frozenset({"", "person", "people", "victim", "individual", "life", "death", "body"})

_MEASURES = {
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hrs",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
    "decade": "decade decades",
    "kilometre": "kilometre kilometres kilometer kilometers km kms",
    "metre": "metre metres meter meters",
    "mile": "mile miles",
    "foot": "foot feet ft",
    "inch": "inch inches",
    "yard": "yard yards",
    "hectare": "hectare hectares",
    "acre": "acre acres",
    "tonne": "tonne tonnes ton tons",
    "kilogram": "kilogram kilograms kilo kilos kg",
    "gram": "gram grams",
    "litre": "litre litres liter liters",
    "gallon": "gallon gallons",
    "barrel": "barrel barrels",
    "degree": "degree degrees",
    "megawatt": "megawatt megawatts mw",
    "gigabyte": "gigabyte gigabytes gb",
    "megabyte": "megabyte megabytes mb",
}
#: Units of measure by every form they take.
MEASURES = _table(_MEASURES)

#: Names of currencies; a pound is money unless the context says otherwise, and is kept
#: apart from sterling written with its sign.
CURRENCIES = {
    "dollar": "USD",
    "dollars": "USD",
    "usd": "USD",
    "us dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "eur": "EUR",
    "pound": "GBP",
    "pounds": "GBP",
    "gbp": "GBP",
    "pounds sterling": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "rubles": "RUB",
    "roubles": "RUB",
    "rupees": "INR",
    "lira": "TRY",
    "cents": "cent",
    "pence": "penny",
}
SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY"}

#: Nouns that a number after them names, not counts.
NUMBERED = wordset("""
    no number nos chapter page pages article section phase level type day group grade class
    channel flight route highway bus train gate room floor apartment suite unit item step stage
    round week season episode volume part version model resolution act law rule amendment game
    area zone district ward block bill proposition protocol terminal platform track figure table
    question line category title point points seat verse psalm war world figure annex appendix
    """)

VERBS_OF_CHANGE = frozenset(
    form
    for base in ("rise", "fall", "grow", "increase", "decrease", "drop", "decline", "climb",
                 "gain", "cut", "slip", "surge", "jump", "add", "reduce", "shrink")
    for form in forms(base)
)  # fmt: skip

#: Words at which the search for a counted noun ends.
STOP = wordset("""
    the a an of in on at to from by with without for and or but nor as than that which who whom
    whose while when where if because since until till before after during against between under
    over into onto out off up down about is was are were be been being am has have had do does did
    will would can could may might must shall should not it he she they we i you this these those
    there their his her its our your my all both each every some any no one said says told say
    including among according per via near inside outside across around through throughout
    within amid also only just even still more most less least much many several few other
    another such so then now today yesterday tomorrow ago later earlier alone together
    """)
