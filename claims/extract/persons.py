"""People in a noun phrase: the name, and the title, role and affiliation around it.

Works on tokens of a spaCy ``Doc`` and trusts its entity labels only with other evidence:
the small English pipeline labels a surname in one sentence and misses it in the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from claims.extract import speaking
from claims.extract.speaking import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Gender = Literal["female", "male"]

DETERMINERS = words_of(
    "the a an this that these those its his her their our my your one another any some no both"
)
PARTICLES = words_of("al bin ibn abu van von der den de da di dos du el la le ter")
SUFFIXES = words_of("jr jr. sr sr. ii iii iv esq esq. phd ph.d. md m.d. mp mep qc obe")

_AFFILIATING = words_of("of for at in with from to on")
_ENTITIES = frozenset({"ORG", "GPE", "NORP", "LOC", "FAC", "PERSON", "PRODUCT", "WORK_OF_ART"})
_FORMER = words_of("former ex late acting then outgoing incoming interim one-time longtime")
_DROPPED = words_of("now then also even just only later currently fellow embattled veteran")
_PORTFOLIOS = words_of("state defense defence foreign staff affairs justice health war")
_NOT_ROLES = words_of(
    """number matter water order paper letter center power computer newspaper quarter summer winter
    october chapter dinner answer offer error factor monitor color floor door behavior labor
    sector terror horror mirror honor favor september november december corner border river
    weather disaster tower shoulder chamber shelter trailer counter danger anger transfer
    liquor motor vector manor harbor minor major prior former latter other after another over
    under never ever however either neither rather whether together further later earlier
    silver super laser poster cluster register user-generated career cancer customer consumer"""
)
_ROLE_ENDINGS = (
    "er", "or", "ist", "ian", "eer", "ster", "man", "woman", "person", "mate", "boy", "girl",
    "smith", "wright", "ologist",
)  # fmt: skip
_OFFICES = {
    "sen.": "Senator", "sen": "Senator", "rep.": "Representative", "rep": "Representative",
    "gov.": "Governor", "gov": "Governor", "gen.": "General", "gen": "General",
    "lt.": "Lieutenant", "col.": "Colonel", "maj.": "Major", "capt.": "Captain",
    "sgt.": "Sergeant", "det.": "Detective", "adm.": "Admiral", "cmdr.": "Commander",
    "prof.": "Professor", "prof": "Professor", "rev.": "Reverend", "pope": "Pope",
    "king": "King", "queen": "Queen", "prince": "Prince", "princess": "Princess",
    "sheikh": "Sheikh", "ayatollah": "Ayatollah", "imam": "Imam", "rabbi": "Rabbi",
    "cardinal": "Cardinal", "archbishop": "Archbishop", "bishop": "Bishop",
    "supt": "Superintendent", "supt.": "Superintendent", "amb.": "Ambassador",
    "pres.": "President", "atty.": "Attorney",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What one comma-free stretch of a phrase tells of a person."""

    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    gender: Gender | None = None
    office: str | None = None
    body: bool = False


def text_of(tokens: Sequence[Token]) -> str:
    """The words of ``tokens`` as written, with gaps closed by one space."""
    pieces: list[str] = []
    for i, token in enumerate(tokens):
        pieces.append(token.text)
        if i + 1 < len(tokens) and (token.whitespace_ or tokens[i + 1].i != token.i + 1):
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def is_capitalised(token: Token) -> bool:
    return bool(token.text[:1].isupper())


def is_role(token: Token) -> bool:
    return token.lower_ in speaking.ROLES or token.lemma_.lower() in speaking.ROLES


def is_body(token: Token) -> bool:
    return token.lower_ in speaking.BODIES or token.lemma_.lower() in speaking.BODIES


def is_document(token: Token) -> bool:
    return token.lower_ in speaking.DOCUMENTS or token.lemma_.lower() in speaking.DOCUMENTS


def _like_role(token: Token) -> bool:
    """A role by its ending, where a role is expected ("songwriter", "cardiologist")."""
    if is_role(token):
        return True
    lower = token.lower_
    return (
        token.pos_ in {"NOUN", "PROPN"}
        and len(lower) > 4
        and lower.isalpha()
        and lower.endswith(_ROLE_ENDINGS)
        and lower not in _NOT_ROLES
        and (not is_capitalised(token) or token.is_sent_start is True)
    )


# -- names ---------------------------------------------------------------------------------


def known_names(doc: Doc) -> frozenset[str]:
    """Surnames of the full names of people in ``doc``, kept with it."""
    known: frozenset[str] | None = doc.user_data.get("claims.known_names")
    if known is None:
        words: set[str] = set()
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                run = _strip(_after_possessive([t for t in ent if not t.is_space]))
                if 2 <= len(run) <= 4 and len(run[-1]) > 1 and is_capitalised(run[-1]):
                    words.add(run[-1].text)
        known = frozenset(words)
        doc.user_data["claims.known_names"] = known
    return known


def _after_possessive(tokens: list[Token]) -> list[Token]:
    """What follows the last possessive: the minister in "Utopia's minister A B"."""
    for i in range(len(tokens) - 2, -1, -1):
        if tokens[i].tag_ == "POS":
            return tokens[i + 1 :]
    return [t for t in tokens if t.tag_ != "POS"]


def _strip(run: list[Token]) -> list[Token]:
    """A name without titles and roles before it and verbs of a headline behind it."""
    for i, token in enumerate(run):
        if token.lower_ in speaking.RELATIVES or (
            i and token.text in {"-", "–", "—"} and _spaced(token)
        ):
            run = run[:i]
            break
    for i in range(len(run) - 2, -1, -1):
        if run[i].lower_ in speaking.TITLES or (is_role(run[i]) and i + 2 < len(run)):
            run = run[i + 1 :]
            break
    while run and (
        run[0].lower_ in speaking.TITLES
        or (not is_capitalised(run[0]) and run[0].lower_ not in PARTICLES)
        or (len(run) > 1 and (_titling(run[0], len(run)) or run[0].is_punct))
    ):
        run = run[1:]
    if len(run) == 1 and run[0].tag_ == "NNS":
        return []
    while run and (
        run[-1].is_punct
        or run[-1].lower_ in DETERMINERS
        or (len(run) > 1 and _headline_verb(run[-1]))
        or run[-1].lower_ in SUFFIXES
    ):
        run = run[:-1]
    return run


def _spaced(token: Token) -> bool:
    return bool(token.i and token.nbor(-1).whitespace_)


def _titling(token: Token, length: int = 2) -> bool:
    """A word that stands before names and is none. ``length`` counts the name with it."""
    if is_role(token) or token.lower_ in speaking.ROLE_MODIFIERS:
        return True
    return token.is_sent_start is True and length > 2 and _like_role(token)


def _headline_verb(token: Token) -> bool:
    lower = token.lower_
    stems = {lower, lower.removesuffix("s"), lower.removesuffix("es"), lower.removesuffix("ed")}
    if lower.endswith("ies"):
        stems.add(lower.removesuffix("ies") + "y")
    return token.pos_ in {"VERB", "AUX"} or (lower != token.lemma_ and token.lemma_ in _SAID) or (
        bool(stems & speaking.SPEECH) and lower.endswith(("s", "ed")) and token.text != "Stands"
    )  # fmt: skip


_SAID = frozenset({"say", "tell", "be", "have", "do"})


def runs(words: Sequence[Token]) -> list[list[Token]]:
    """Unbroken runs of words that name a person."""
    if not words:
        return []
    known = known_names(words[0].doc)
    found: list[list[Token]] = [[]]
    for token in words:
        person = token.ent_type_ == "PERSON" or (token.text in known and _loose(token))
        if person and token.tag_ != "POS" and token.text not in {"@", "’s", "'s"}:
            if token.ent_type_ == "PERSON" and token.ent_iob_ == "B" and found[-1]:
                found.append([])
            found[-1].append(token)
        elif found[-1]:
            found.append([])
    return [run for run in map(_strip, found) if run]


def _loose(token: Token) -> bool:
    """Not inside a longer name of something else ("Vale County" with a known "Vale")."""
    if token.ent_type_ in {"", "PERSON"}:
        return True
    before = token.i > 0 and token.nbor(-1).ent_type_ == token.ent_type_ and token.ent_iob_ == "I"
    behind = token.i + 1 < len(token.doc) and token.nbor().ent_iob_ == "I"
    return not before and not behind


def person_tokens(tokens: Sequence[Token]) -> list[Token]:
    """The person's name in ``tokens`` that is not part of a description around it."""
    words = list(tokens)
    for run in reversed(runs(words)):
        after = words[words.index(run[-1]) + 1 :]
        if not after or _can_end(after[0]):
            before = words[: words.index(run[0])]
            if len(run) == 1 and before and _first_name(before[-1]):
                return [before[-1], *run]
            return run
    return []


def _first_name(token: Token) -> bool:
    """Whether an unlabelled word right before a surname looks like a first name."""
    return (
        token.pos_ == "PROPN"
        and token.ent_type_ == ""
        and token.text.istitle()
        and token.text.isalpha()
        and token.lower_ not in speaking.TITLES
        and not (is_body(token) or _titling(token) or is_document(token))
    )


def _can_end(token: Token) -> bool:
    """Whether a name can stop before ``token``; "Vale spokesman" is not about Vale."""
    lower = token.lower_
    if token.tag_ == "POS" or lower in {"'s", "’s"}:
        return False
    if token.is_punct or lower in SUFFIXES or lower in {"of", "from", "at", "with", "and", "or"}:
        return True
    if lower in speaking.RELATIVES or lower in {"in", "on", "as", "himself", "herself"}:
        return True
    proper = token.pos_ == "PROPN" and is_capitalised(token)
    return proper and not (is_role(token) or is_body(token) or is_document(token))


def _trailing_name(tokens: Sequence[Token]) -> list[Token]:
    """A capitalised run at the end, after any title, role or body word."""
    run: list[Token] = []
    for token in reversed(tokens):
        if is_role(token) or token.lower_ in speaking.TITLES or is_body(token):
            break
        if token.tag_ == "POS":
            break
        if is_capitalised(token) or (run and (token.lower_ in PARTICLES or token.text == "-")):
            run.insert(0, token)
        elif token.lower_ not in SUFFIXES:
            break
    while run and not is_capitalised(run[0]) and run[0].lower_ not in PARTICLES:
        run.pop(0)
    return run


# -- roles and affiliations ----------------------------------------------------------------


def last_role(tokens: Sequence[Token]) -> int | None:
    for i in range(len(tokens) - 1, -1, -1):
        if is_role(tokens[i]):
            return i
        if tokens[i].lower_ == "lady" and i and tokens[i - 1].lower_ == "first":
            return i
    return None


def split_role(tokens: Sequence[Token], end: int) -> tuple[str | None, str | None]:
    """Role and affiliation of words of which number ``end`` is the role's head."""
    words = [t for t in tokens[: end + 1] if t.lower_ not in DETERMINERS and not t.is_space]
    words = [t for t in words if t.lower_ not in _DROPPED and not _is_age(t) and not t.is_punct]
    if not words:
        return None, None
    cut = _affiliation_end(words)
    affiliation = words[:cut]
    former = [t for t in affiliation if t.lower_ in _FORMER or t.lower_ in {"senior", "top"}]
    role = [*former, *words[cut:]]
    return text_of(role) or None, _affiliation([t for t in affiliation if t not in former])


def _affiliation_end(words: Sequence[Token]) -> int:
    """How many of the words before a role say where it is held."""
    for i in range(len(words) - 2, -1, -1):
        token = words[i]
        if token.tag_ == "POS" or token.text in {"'s", "’s"}:
            return i + 1
        lower = token.lower_
        if is_body(token) and lower not in speaking.ROLE_MODIFIERS:
            if any(is_capitalised(t) and not _titling(t) for t in words[: i + 1]):
                return i + 1
            continue
        if lower == "house" and i and words[i - 1].lower_ == "white":
            return i + 1
        entity = token.ent_type_ in _ENTITIES and is_capitalised(token)
        if entity and not (is_role(token) or lower in speaking.ROLE_MODIFIERS):
            return i + 1
    return 0


def _is_age(token: Token) -> bool:
    return token.like_num or "year" in token.lower_ or token.lower_ in {"old", "-"}


def _affiliation(tokens: Sequence[Token]) -> str | None:
    """The body, place or people that ``tokens`` end in, if they name one."""
    words = [t for t in tokens if not t.is_space]
    while words and (words[-1].tag_ == "POS" or words[-1].is_punct):
        words.pop()
    for i in range(len(words) - 1, -1, -1):
        if words[i].is_punct and words[i].text not in {"-", "&", "’", "'", "."}:
            words = words[i + 1 :]
            break
    while words and (
        words[0].lower_ in DETERMINERS
        or words[0].lower_ in _DROPPED
        or words[0].is_punct
        or words[0].tag_ == "POS"
        or _is_age(words[0])
        or (not is_capitalised(words[0]) and any(is_capitalised(t) for t in words))
    ):
        words = words[1:]
    if not words or len(words) > 12 or any(t.pos_ in {"VERB", "AUX", "PRON"} for t in words):
        return None
    named = any(t.ent_type_ in _ENTITIES or t.pos_ == "PROPN" for t in words)
    return text_of(words) if named or (len(words) > 1 and is_body(words[-1])) else None


def described(tokens: Sequence[Token]) -> Reading | None:
    """A description such as "the secretary of Ruritania's Security Council"."""
    words = [t for t in tokens if not t.is_space and not t.is_quote]
    led = bool(words) and words[0].lower_ in DETERMINERS
    while words and (words[0].lower_ in DETERMINERS or words[0].is_punct):
        words.pop(0)
    stop = len(words)
    for i, token in enumerate(words):
        if token.lower_ in _AFFILIATING and token.pos_ in {"ADP", "PART", "SCONJ"} and i:
            stop = i
            break
        if token.lower_ in speaking.RELATIVES or (token.pos_ in {"VERB", "AUX"} and i):
            words = words[:i]
            stop = i
            break
    end = last_role(words[:stop])
    if end is None and led and stop and _like_role(words[stop - 1]):
        end = stop - 1
    if end is None or any(is_body(t) for t in words[end + 1 : stop]):
        return None
    role, affiliation = split_role(words, end)
    if words[stop:]:
        role, found = _complement(role or "", words[stop:])
        affiliation = found or affiliation
    return Reading(role=role or None, affiliation=affiliation, gender=role_gender(role))


def _complement(role: str, rest: Sequence[Token]) -> tuple[str, str | None]:
    """What follows a role: "of state" stays with it, "of the ministry" is an affiliation."""
    groups: list[list[Token]] = []
    for token in rest:
        if token.lower_ in _AFFILIATING and token.pos_ in {"ADP", "PART", "SCONJ"}:
            groups.append([token])
        elif token.lower_ in speaking.RELATIVES or token.pos_ in {"VERB", "AUX"}:
            break
        elif groups:
            groups[-1].append(token)
    for i, group in enumerate(groups):
        preposition, body = group[0].lower_, group[1:]
        portfolio = preposition == "of" and body and body[0].lower_ in _PORTFOLIOS
        named = any(is_capitalised(t) and t.pos_ != "PRON" for t in body)
        if (named or any(is_body(t) for t in body)) and not portfolio and preposition != "on":
            tail: list[Token] = []
            for later in groups[i + 1 :]:
                if later[0].lower_ not in {"of", "for", "at"} or len(later) < 2:
                    break
                tail += later
            found = _affiliation([*body, *tail]) or _affiliation(body)
            if found:
                return role, found
        if i == 0 and preposition in {"of", "for", "to"} and 0 < len(body) <= 4:
            role = f"{role} {text_of(group)}"
    return role, None


def role_gender(role: str | None) -> Gender | None:
    """The gender that a role word tells, as "spokeswoman" does."""
    words = (role or "").lower().split()[-1:]
    if words and words[0] in speaking.FEMALE_NOUNS:
        return "female"
    return "male" if words and words[0] in speaking.MALE_NOUNS else None


def read(tokens: Sequence[Token]) -> Reading:
    """One stretch: a name with what stands before it, or a description."""
    words = [t for t in tokens if not t.is_space]
    if not words:
        return Reading()
    name = person_tokens(words) or _titled_name(words)
    if not name or _only_tells(words, name):
        return described(words) or Reading()
    first = words.index(name[0])
    before, after = words[:first], words[words.index(name[-1]) + 1 :]
    name = _extended(name, after)
    if before and is_body(before[-1]) and not is_capitalised(before[-1]):
        return Reading(name=text_of(name), affiliation=_affiliation(before[:-1]), body=True)
    gender, office = _title(before)
    role, affiliation = _before(before)
    if affiliation is None and after and after[0].lower_ in {"of", "from", "at", "with"}:
        affiliation = _affiliation(after[1:])
    return Reading(text_of(name), role, affiliation, gender or role_gender(role), office)


def _titled_name(words: Sequence[Token]) -> list[Token]:
    """A name known only by the title or role before it."""
    end = last_role(words)
    titled = any(t.lower_ in speaking.TITLES for t in words[:-1])
    if not titled and (end is None or end >= len(words) - 1):
        return []
    name = _trailing_name(words)
    before = list(words[: list(words).index(name[0])]) if name else []
    if not before or len(name) > 5:
        return []
    return name if is_role(before[-1]) or before[-1].lower_ in speaking.TITLES else []


def _only_tells(words: Sequence[Token], name: Sequence[Token]) -> bool:
    """Whether the name only tells whose or where: "the adviser to Ms. A", "a friend of B"."""
    before = list(words[: list(words).index(name[0])])
    for i, token in enumerate(before):
        if token.lower_ in _AFFILIATING and token.pos_ == "ADP":
            between = before[i + 1 :]
            portfolio = (
                token.lower_ in {"of", "for"} and between and i > 0 and is_role(before[i - 1])
            )
            if not portfolio or any(_of_person(t) for t in between):
                return True
    return False


def _of_person(token: Token) -> bool:
    lower = token.lower_
    return is_role(token) or lower in speaking.TITLES or lower in DETERMINERS or token.tag_ == "POS"


def _extended(name: list[Token], after: Sequence[Token]) -> list[Token]:
    """A name cut short by the pipeline goes on with the capitals right behind it."""
    for token in after:
        if token.pos_ != "PROPN" or token.i != name[-1].i + 1 or not is_capitalised(token):
            break
        if is_role(token) or is_body(token) or token.lower_ in SUFFIXES or _headline_verb(token):
            break
        name = [*name, token]
    return name


def _title(before: Sequence[Token]) -> tuple[Gender | None, str | None]:
    """Gender and office that a title before a name tells."""
    gender: Gender | None = None
    office = None
    for token in before[-3:]:
        lower = token.lower_
        if lower in speaking.FEMALE_TITLES or lower in speaking.FEMALE_NOUNS:
            gender = "female"
        elif lower in speaking.MALE_TITLES:
            gender = "male"
        office = _OFFICES.get(lower, office)
    return gender, office


def _before(before: Sequence[Token]) -> tuple[str | None, str | None]:
    words = [t for t in before if t.lower_ not in speaking.TITLES or is_role(t)]
    end = last_role(words)
    if end is None and words and _like_role(words[-1]) and words[-1].ent_type_ not in _ENTITIES:
        end = len(words) - 1
    if end is not None:
        role, affiliation = split_role(words, end)
        if role and end + 1 < len(words) and text_of(words[end + 1 : end + 2]).lower() == "of":
            role = f"{role} {text_of(words[end + 1 :])}"
        return role, affiliation
    entities = [t for t in words if t.ent_type_ in _ENTITIES - {"PERSON"} and is_capitalised(t)]
    return None, _affiliation(entities) if entities else None
