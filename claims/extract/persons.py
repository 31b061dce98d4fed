"""People in a noun phrase: the name, and the title, role and affiliation around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from claims.extract import speaking
from claims.extract.person_names import person_tokens, titling
from claims.extract.speaking import words_of
from claims.extract.titles import in_full, is_honorific, is_title
from claims.extract.tokens import (
    DETERMINERS,
    is_body,
    is_capitalised,
    is_role,
    like_role,
    text_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

Gender = Literal["female", "male"]

_AFFILIATING = words_of("of for at in with from to on")
_ENTITIES = frozenset({"ORG", "GPE", "NORP", "LOC", "FAC", "PERSON", "PRODUCT", "WORK_OF_ART"})
_FORMER = words_of("former ex late acting then outgoing incoming interim one-time longtime")
_DROPPED = words_of("now then also even just only later currently fellow embattled veteran")
_PORTFOLIOS = words_of("state defense defence foreign staff affairs justice health war")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one comma-free stretch of a phrase tells of a person."""

    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    gender: Gender | None = None
    office: str | None = None
    body: bool = False


def last_role(tokens: Sequence[Token]) -> int | None:
    for i in range(len(tokens) - 1, -1, -1):
        if is_role(tokens[i]):
            return i
        if tokens[i].lower_ == "lady" and i and tokens[i - 1].lower_ == "first":
            return i
    return None


def split_role(tokens: Sequence[Token], end: int) -> tuple[str | None, str | None]:
    """Role and affiliation of words of which number ``end`` is the role's head."""
    words = [t for t in tokens[: end + 1] if t.lower_ not in DETERMINERS]
    based = max((i for i, t in enumerate(words) if t.lower_ == "based"), default=-1)
    words = words[based + 1 :]
    words = [t for t in words if t.lower_ not in _DROPPED and not _is_age(t) and not t.is_punct]
    if not words:
        return None, None
    cut = _affiliation_end(words)
    affiliation = words[:cut]
    former = [t for t in affiliation if t.lower_ in _FORMER or t.lower_ in {"senior", "top"}]
    role = [*former, *_written_alike(words[cut:])]
    return text_of(role) or None, _affiliation([t for t in affiliation if t not in former])


def _written_alike(role: Sequence[Token]) -> Sequence[Token]:
    """The words of a role that belong to its head: of words in front of "President", which is
    written with a capital, only adjectives may be without one."""
    if not is_capitalised(role[-1]):
        return role
    loose = (
        i
        for i, t in enumerate(role)
        if not is_capitalised(t)
        and t.dep_ != "amod"
        and t.lower_ not in _FORMER | speaking.ROLE_MODIFIERS
    )
    return role[max(loose, default=-1) + 1 :]


def _affiliation_end(words: Sequence[Token]) -> int:
    """How many of the words before a role say where it is held."""
    for i in range(len(words) - 2, -1, -1):
        token = words[i]
        if token.tag_ == "POS":
            return i + 1
        lower = token.lower_
        if is_body(token) and lower not in speaking.ROLE_MODIFIERS:
            if any(is_capitalised(t) and not titling(t) for t in words[: i + 1]):
                return i + 1
            continue
        if lower == "house" and i and words[i - 1].lower_ == "white":
            return i + 1
        if token.ent_type_ in _ENTITIES and not (
            is_role(token) or lower in speaking.ROLE_MODIFIERS
        ):
            return i + 1
    return 0


def _is_age(token: Token) -> bool:
    return token.like_num or "year" in token.lower_ or token.lower_ in {"old", "-"}


def _affiliation(tokens: Sequence[Token]) -> str | None:
    """The body, place or people that ``tokens`` end in, if they name one."""
    words = list(tokens)
    if words and words[-1].tag_ == "POS":
        words.pop()
    while words and (
        words[0].lower_ in DETERMINERS
        or words[0].is_punct
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
    words = list(tokens)
    led = words[0].lower_ in DETERMINERS
    while words and (words[0].lower_ in DETERMINERS or words[0].is_punct):
        words.pop(0)
    stop = len(words)
    for i, token in enumerate(words):
        if i and (token.pos_ == "ADP" or token.lower_ == "to"):
            stop = i
            break
        verb = token.pos_ in {"VERB", "AUX"} and i and words[i - 1].text != "-"
        if token.lower_ in speaking.RELATIVES or verb:
            words = words[:i]
            stop = i
            break
    end = last_role(words[:stop])
    if end is None and led and stop and like_role(words[stop - 1]):
        end = stop - 1
    if end is None or any(is_body(t) for t in words[end + 1 : stop]):
        return None
    role, affiliation = split_role(words, end)
    if words[stop:]:
        role, found = _complement(role or "", words[stop:])
        affiliation = found or affiliation
    return Reading(role=role or None, affiliation=affiliation)


def _complement(role: str, rest: Sequence[Token]) -> tuple[str, str | None]:
    """What follows a role: "of state" stays with it, "of the ministry" is an affiliation."""
    groups: list[list[Token]] = []
    for token in rest:
        if token.lower_ in _AFFILIATING:
            groups.append([token])
        elif token.lower_ in speaking.RELATIVES or token.pos_ in {"VERB", "AUX"}:
            break
        elif groups:
            groups[-1].append(token)
    for i, group in enumerate(groups):
        preposition, body = group[0].lower_, group[1:]
        portfolio = preposition == "of" and body and body[0].lower_ in _PORTFOLIOS
        named = any(is_capitalised(t) for t in body)
        if (named or any(is_body(t) for t in body)) and not portfolio and preposition != "on":
            tail: list[Token] = []
            for later in groups[i + 1 :]:
                if later[0].lower_ not in {"of", "for", "at"}:
                    break
                tail += later
            found = _affiliation([*body, *tail]) or _affiliation(body)
            if found:
                return role, found
        if i == 0 and preposition in {"of", "for", "to"} and 0 < len(body) <= 4:
            role = f"{role} {text_of(group)}"
    return role, None


def read(tokens: Sequence[Token]) -> Reading:
    """One stretch: a name with what stands before it, or a description."""
    words = list(tokens)
    name = person_tokens(words)
    if not name or _only_tells(words, name):
        return described(words) or Reading()
    first = words.index(name[0])
    before, after = words[:first], words[words.index(name[-1]) + 1 :]
    if before and is_body(before[-1]) and not is_capitalised(before[-1]):
        return Reading(name=text_of(name), affiliation=_affiliation(before[:-1]), body=True)
    role, affiliation = _before(before)
    if affiliation is None and after and after[0].lower_ in {"of", "from", "at", "with"}:
        affiliation = _affiliation(after[1:])
    return Reading(text_of(name), role, affiliation, _gender(before), _office(before))


def _only_tells(words: Sequence[Token], name: Sequence[Token]) -> bool:
    """Whether the name only tells whose or where: "the adviser to Ms. A", "a friend of B".

    In "Secretary of State A B" and "ambassador to Utopia A B" it is the bearer's.
    """
    before = list(words[: list(words).index(name[0])])
    for i, token in enumerate(before):
        if token.pos_ == "ADP" and i:
            between = before[i + 1 :]
            office = between and is_role(before[i - 1]) and token.lower_ in _AFFILIATING
            if not office or any(_of_person(t) for t in between):
                return True
    return False


def _of_person(token: Token) -> bool:
    return is_role(token) or is_honorific(token.lower_) or token.lower_ in DETERMINERS


def _gender(before: Sequence[Token]) -> Gender | None:
    """The sex that a title or a noun before a name tells."""
    gender: Gender | None = None
    for token in before[-3:]:
        if token.lower_ in speaking.FEMALE_TITLES or token.lower_ in speaking.FEMALE_NOUNS:
            gender = "female"
        elif token.lower_ in speaking.MALE_TITLES:
            gender = "male"
    return gender


def _titles(before: Sequence[Token]) -> list[Token]:
    """The titles right before a name: "Rear Adm.", and "Lt. Gov.", which is three tokens."""
    first = len(before)
    while first and (before[first - 1].text == "." or _only_title(before[first - 1])):
        first -= 1
    part_of_role = first and before[first - 1].pos_ == "ADP"  # "Secretary of State"
    return [] if part_of_role else list(before[first:])


def _only_title(token: Token) -> bool:
    return is_title(token.text) and not is_role(token)


def _office(before: Sequence[Token]) -> str | None:
    """The office that the titles right before a name tell, in full; "Mr." and "Dr." tell none."""
    titles = [t for t in _titles(before) if t.lower_ not in speaking.HONORIFICS]
    front = before[: len(before) - len(titles)]
    words = [t.text for t in front[-1:] if titles and t.lower_ in _FORMER]
    words += [in_full(t.text) for t in titles]
    return " ".join(w for w in words if not w.endswith(".")) or None


def _own(before: Sequence[Token]) -> list[Token]:
    """Without another person, who is named before an "and"."""
    for i in range(len(before) - 1, 0, -1):
        if before[i].dep_ == "cc" and any(t.ent_type_ == "PERSON" for t in before[:i]):
            return list(before[i + 1 :])
    return list(before)


def _before(before: Sequence[Token]) -> tuple[str | None, str | None]:
    words = _own(before[: len(before) - len(_titles(before))])
    end = last_role(words)
    if end is None and words and like_role(words[-1]) and words[-1].ent_type_ not in _ENTITIES:
        end = len(words) - 1
    if end is not None:
        role, affiliation = split_role(words, end)
        if role and end + 1 < len(words) and text_of(words[end + 1 : end + 2]).lower() == "of":
            role = f"{role} {text_of(words[end + 1 :])}"
        return role, affiliation
    entities = [t for t in words if t.ent_type_ in _ENTITIES - {"PERSON"} and is_capitalised(t)]
    return None, _affiliation(entities) if entities else None
