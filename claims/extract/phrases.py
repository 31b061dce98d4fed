"""A noun phrase read as a speaker: its name, role, affiliation and kind.

Works on the tokens of a spaCy ``Doc`` with parse and entities, and trusts neither alone:
the small English pipeline mislabels names often enough that titles, role nouns and the
shape of the words decide first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from claims.extract import speaking
from claims.extract.speaking import words_of
from claims.records import Mention, SourceKind, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Number = Literal["singular", "plural"]
Gender = Literal["female", "male"]

_DETERMINERS = words_of(
    "the a an this that these those its his her their our my your another one any some"
)
_NAME_PARTICLES = words_of("al bin ibn abu van von der den de da di dos du el la le of o'")
_AFFILIATING = words_of("of for at in with from to on")
_SUFFIXES = words_of("jr jr. sr sr. ii iii iv esq esq. phd ph.d. md m.d. mp mep qc obe")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one comma-free stretch of a phrase says."""

    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    person: bool = False
    title_gender: Gender | None = None


def text_of(tokens: Sequence[Token]) -> str:
    """The words of ``tokens`` as written, with gaps closed by one space."""
    pieces: list[str] = []
    for i, token in enumerate(tokens):
        pieces.append(token.text)
        if i + 1 < len(tokens) and (token.whitespace_ or tokens[i + 1].i != token.i + 1):
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def spans_of(tokens: Sequence[Token]) -> Spans:
    """Character spans of ``tokens``: one for each unbroken run."""
    spans: list[tuple[int, int]] = []
    last = -2
    for token in tokens:
        end = token.idx + len(token)
        if token.i == last + 1 and spans:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((token.idx, end))
        last = token.i
    return tuple(spans)


def is_capitalised(token: Token) -> bool:
    return token.text[:1].isupper()


def _role_word(token: Token) -> bool:
    lower = token.lower_
    return lower in speaking.ROLES or token.lemma_.lower() in speaking.ROLES


def _body_word(token: Token) -> bool:
    return token.lower_ in speaking.BODIES or token.lemma_.lower() in speaking.BODIES


def _group_word(token: Token) -> bool:
    return token.lower_ in speaking.GROUPS


def _document_word(token: Token) -> bool:
    return token.lower_ in speaking.DOCUMENTS or token.lemma_.lower() in speaking.DOCUMENTS


def _segments(tokens: Sequence[Token]) -> list[list[Token]]:
    """The stretches between commas, dashes and brackets."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in {",", "(", ")", "–", "—", "--", ";", "[", "]", ":"}:
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p]


def _trim(tokens: Sequence[Token]) -> list[Token]:
    """Without quotation marks, spaces and punctuation at the edges."""
    out = [t for t in tokens if not t.is_space and not t.is_quote]
    while out and (out[0].is_punct or out[0].dep_ == "punct") and out[0].text != "@":
        out.pop(0)
    while out and (out[-1].is_punct or out[-1].tag_ == "POS"):
        if out[-1].text == ")" and any(t.text == "(" for t in out):
            break
        out.pop()
    return out


def known_names(doc: Doc) -> frozenset[str]:
    """Words of the full names of people in ``doc``, kept with it.

    The pipeline labels a surname in one sentence and misses it in the next.
    """
    known: frozenset[str] | None = doc.user_data.get("claims.known_names")
    if known is None:
        words: set[str] = set()
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                run = _strip_titles(_last_run([t for t in ent if not t.is_space]))
                if 2 <= len(run) <= 4:
                    words.update(t.text for t in run[-1:] if len(t) > 2 and is_capitalised(t))
        known = frozenset(words)
        doc.user_data["claims.known_names"] = known
    return known


def _last_run(tokens: list[Token]) -> list[Token]:
    """What follows the last possessive: the minister in "Utopia's minister A B"."""
    for i in range(len(tokens) - 1, -1, -1):
        if tokens[i].tag_ == "POS" and i + 1 < len(tokens):
            return tokens[i + 1 :]
    return [t for t in tokens if t.tag_ != "POS"]


def _runs(words: Sequence[Token]) -> list[list[Token]]:
    """Unbroken runs of words that name a person."""
    known = known_names(words[0].doc) if words else frozenset()
    runs: list[list[Token]] = [[]]
    for token in words:
        person = token.ent_type_ == "PERSON" or (
            token.text in known and token.ent_type_ in {"", "ORG", "GPE", "NORP", "PERSON", "FAC"}
        )
        if person and token.tag_ != "POS" and token.text != "@":
            if token.ent_type_ == "PERSON" and token.ent_iob_ == "B" and _full(runs[-1]):
                runs.append([])
            runs[-1].append(token)
        elif runs[-1]:
            runs.append([])
    return [run for run in (_strip_titles(r) for r in runs) if run]


def _full(run: Sequence[Token]) -> bool:
    return bool(run) and run[-1].ent_type_ == "PERSON"


def person_tokens(tokens: Sequence[Token]) -> list[Token]:
    """The person's name in ``tokens`` that is not part of a description around it."""
    words = list(tokens)
    for run in reversed(_runs(words)):
        after = words[words.index(run[-1]) + 1 :]
        if not after or _name_ends(after[0]):
            return run
    return []


def _name_ends(token: Token) -> bool:
    """Whether a name can stop before ``token``; "Clinton spokesman" is not about Clinton."""
    if token.is_punct or token.lower_ in _SUFFIXES or token.lower_ in {"of", "from", "at", "with"}:
        return True
    if token.lower_ in speaking.RELATIVES or token.lower_ in {"and", "or", "in", "on", "as"}:
        return True
    proper = token.pos_ == "PROPN" and is_capitalised(token)
    return proper and not (_role_word(token) or _body_word(token) or _document_word(token))


def _strip_titles(run: list[Token]) -> list[Token]:
    while run and (
        run[0].lower_ in speaking.TITLES
        or (not is_capitalised(run[0])
        and run[0].lower_ not in _NAME_PARTICLES)
        or (len(run) > 1 and (_role_word(run[0]) or run[0].lower_ in speaking.ROLE_MODIFIERS))
    ):
        run = run[1:]
    while run and (run[-1].lower_ in _DETERMINERS or run[-1].is_punct):
        run = run[:-1]
    return run


def _trailing_name(tokens: Sequence[Token]) -> list[Token]:
    """A capitalised run at the end, after any title, role or body word."""
    run: list[Token] = []
    for token in reversed(tokens):
        if _role_word(token) and not (token.ent_type_ == "PERSON" and run == []):
            break
        if token.lower_ in speaking.TITLES or _body_word(token):
            break
        if is_capitalised(token) or (token.lower_ in _NAME_PARTICLES and run):
            if token.tag_ == "POS":
                break
            run.insert(0, token)
        elif token.lower_ in _SUFFIXES:
            continue
        else:
            break
    while run and not is_capitalised(run[0]) and run[0].lower_ not in {"al", "bin", "van", "von"}:
        run.pop(0)
    return run


def _last_role(tokens: Sequence[Token]) -> int | None:
    for i in range(len(tokens) - 1, -1, -1):
        if (
            _role_word(tokens[i])
            or (tokens[i].lower_ == "lady"
            and i
            and tokens[i - 1].lower_ == "first")
        ):
            return i
    return None


def _split_role(tokens: Sequence[Token]) -> tuple[str | None, str | None]:
    """Role and affiliation of words that end in a role ("State Department spokeswoman")."""
    words = [t for t in tokens if t.lower_ not in _DETERMINERS and not t.is_space]
    end = _last_role(words)
    if end is None:
        return None, None
    cut = 0
    for i in range(end - 1, -1, -1):
        token = words[i]
        if token.tag_ == "POS" or (_body_word(token) and token.lower_ not in speaking.ROLE_MODIFIERS):
            cut = i + 1
            break
    affiliation = words[:cut]
    role: list[Token] = []
    for token in words[cut : end + 1]:
        foreign = token.ent_type_ in {"NORP", "GPE", "ORG", "LOC", "FAC"} or token.pos_ == "PROPN"
        if foreign and is_capitalised(token) and not _of_role(token) and token is not words[end]:
            affiliation.append(token)
        else:
            role.append(token)
    while affiliation and affiliation[-1].tag_ == "POS":
        affiliation.pop()
    former = [t for t in affiliation if t.lower_ in {"former", "acting", "ex", "late", "senior"}]
    affiliation = [t for t in affiliation if t not in former]
    role_text = text_of([*former, *role, *words[end + 1 :]]) if words[end + 1 :] else None
    role_text = role_text or text_of([*former, *role])
    return role_text or None, text_of(affiliation) or None


def _of_role(token: Token) -> bool:
    return _role_word(token) or token.lower_ in speaking.ROLE_MODIFIERS


def _described(tokens: Sequence[Token]) -> _Reading | None:
    """A description such as "the secretary of Armenia's Security Council"."""
    words = list(tokens)
    while words and (words[0].lower_ in _DETERMINERS or words[0].is_space):
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
    end = _last_role(words[:stop])
    if end is None:
        return None
    role, affiliation = _split_role(words[: end + 1])
    rest = words[stop:]
    if rest:
        role, found = _complement(role or "", rest)
        affiliation = found or affiliation
    return _Reading(role=role, affiliation=affiliation, person=True)


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
    kept, affiliation = role, None
    for i, group in enumerate(groups):
        preposition, body = group[0], group[1:]
        named = any(is_capitalised(t) for t in body) or any(_body_word(t) for t in body)
        of_role = preposition.lower_ == "of" and body and body[0].lower_ in _PORTFOLIOS
        if named and not of_role and preposition.lower_ != "to":
            tail = [t for g in groups[i + 1 :] if _continues(g) for t in g]
            affiliation = text_of(_trim(_without_article([*body, *tail])))
            break
        if preposition.lower_ in {"of", "for", "to"} and i == 0 and len(body) <= 6:
            kept = f"{kept} {text_of(group)}"
    return kept.strip(), affiliation or None


def _continues(group: Sequence[Token]) -> bool:
    return group[0].lower_ in {"of", "for", "at"} and len(group) > 1


def _without_article(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[0].lower_ in {"the", "a", "an"}:
        tokens = tokens[1:]
    return tokens


_PORTFOLIOS = words_of("state defense defence foreign staff affairs justice health war")


def _read(tokens: Sequence[Token]) -> _Reading:
    """One stretch: a name with what stands before it, or a description."""
    words = [t for t in tokens if not t.is_space]
    name = person_tokens(words)
    if not name:
        end = _last_role(words)
        titled = any(t.lower_ in speaking.TITLES for t in words[:-1])
        if titled or (end is not None and end < len(words) - 1):
            candidate = _trailing_name(words)
            before = words[: words.index(candidate[0])] if candidate else []
            if candidate and before and (_of_role(before[-1]) or titled):
                name = candidate
    if not name or (words[0].lower_ in _DETERMINERS and _described_first(words, name)):
        return _described(words) or _Reading()
    first = words.index(name[0])
    before, after = words[:first], words[words.index(name[-1]) + 1 :]
    name = _extend_name(name, after)
    gender = _title_gender(before)
    before = [t for t in before if t.lower_ not in speaking.TITLES]
    role, affiliation = _split_role(before)
    if after and after[0].lower_ in {"of", "from", "at", "with"} and affiliation is None:
        affiliation = text_of(_trim(_without_article(after[1:]))) or None
    if role is None and any(is_capitalised(t) for t in before):
        affiliation = affiliation or text_of(_trim(_without_article(before)))
    return _Reading(text_of(name), role, affiliation, True, gender)


def _described_first(words: Sequence[Token], name: Sequence[Token]) -> bool:
    """Whether the name only tells whose or where: "the adviser to Ms. A", "a friend of B"."""
    before = words[: words.index(name[0])]
    return any(t.lower_ in _AFFILIATING and t.pos_ == "ADP" for t in before)


def _extend_name(name: list[Token], after: list[Token]) -> list[Token]:
    """A name cut short by the pipeline goes on with the capitals right behind it."""
    for token in after:
        if token.pos_ == "PROPN" and token.i == name[-1].i + 1 and is_capitalised(token):
            if _role_word(token) or _body_word(token) or token.lower_ in _SUFFIXES:
                break
            name = [*name, token]
        else:
            break
    return name


def _title_gender(tokens: Sequence[Token]) -> Gender | None:
    for token in tokens:
        lower = token.lower_
        if lower in speaking.FEMALE_TITLES or lower in speaking.FEMALE_NOUNS:
            return "female"
        if lower in speaking.MALE_TITLES:
            return "male"
    return None


def mention(tokens: Sequence[Token], head: Token) -> Mention:
    """Read ``tokens``, a noun phrase in order of the text, whose head word is ``head``."""
    words = _trim(tokens) or [head]
    base = Mention(spans_of(words), text_of(words), head.lemma_.lower(), number=_number(head))
    if len(words) == 1 and words[0].lower_ in speaking.PRONOUNS | speaking.RELATIVES:
        return _pronoun(base, words[0])
    segments = _segments(words)
    readings = [_read(s) for s in segments]
    main = next((i for i, s in enumerate(segments) if head in s), 0)
    if _coordinated(head, words):
        return replace(base, kind="group", number="plural", affiliation=_shared(segments[main]))
    named = next((r for r in (readings[main], *readings) if r.name), None)
    if named is not None and (readings[main].name or readings[main].role):
        return _person(base, named, [r for r in readings if r is not named])
    if readings[main].role is None and _name_shape(segments[main]):
        titles = [r for r in readings if r.role and r is not readings[main]]
        if titles and not any(t.tag_ in {"NNS", "NNPS"} for t in segments[main]):
            named = _Reading(name=text_of(segments[main]), person=True)
            return _person(base, named, titles)
    return _unnamed(base, head, segments[main], readings[main])


def _name_shape(segment: Sequence[Token]) -> bool:
    """Whether a stretch is nothing but a few capitalised words, none of them a body's."""
    return 2 <= len(segment) <= 6 and all(
        (is_capitalised(t) or t.text == "-" or t.lower_ in _NAME_PARTICLES) and not _body_word(t)
        for t in segment
    )


def _person(base: Mention, named: _Reading, others: list[_Reading]) -> Mention:
    role, affiliation = named.role, named.affiliation
    gender = named.title_gender
    for reading in others:
        if reading.person and not reading.name:
            if role is None:
                role, affiliation = reading.role, reading.affiliation or affiliation
            elif affiliation is None:
                affiliation = reading.affiliation
    gender = gender or role_gender(role)
    return replace(
        base,
        name=named.name,
        kind="person",
        role=role,
        affiliation=affiliation,
        number="singular",
        gender=gender,
    )


def role_gender(role: str | None) -> Gender | None:
    """The gender that a role word tells, as "spokeswoman" does."""
    words = set((role or "").lower().split())
    if words & speaking.FEMALE_NOUNS:
        return "female"
    return "male" if words & speaking.MALE_NOUNS else None


def _unnamed(base: Mention, head: Token, segment: Sequence[Token], reading: _Reading) -> Mention:
    plural = base.number == "plural"
    proper = head.pos_ == "PROPN" or (is_capitalised(head) and not head.is_sent_start)
    if reading.person and not (proper and _body_word(head)):
        kind: SourceKind = "group" if plural or _group_word(head) else "unnamed"
        gender = None if plural else role_gender(reading.role)
        return replace(
            base, kind=kind, role=reading.role, affiliation=reading.affiliation, gender=gender
        )
    if head.lower_ in speaking.GOVERNMENT_BODIES or head.lemma_.lower() == "government":
        return replace(base, kind="government", name=_body_name(segment), number="singular")
    if head.ent_type_ in {"GPE", "LOC"} and proper:
        return replace(base, kind="government", name=_body_name(segment), number="singular")
    if _document_word(head) and not head.ent_type_ == "PERSON":
        return replace(base, kind="document", name=_body_name(segment))
    if _group_word(head) or (plural and not proper):
        return replace(base, kind="group", number="plural", affiliation=_shared(segment))
    if (proper and head.ent_type_ != "PERSON") or _body_word(head):
        return replace(base, kind="organization", name=_body_name(segment), number="singular")
    if head.ent_type_ == "PERSON":
        return replace(base, kind="person", name=text_of([head]))
    return base


def _body_name(segment: Sequence[Token]) -> str | None:
    """The words of a body's name if any of them is capitalised beyond the sentence's first."""
    words = _without_article([t for t in segment if not t.is_space])
    cut = next((i for i, t in enumerate(words) if t.lower_ in speaking.RELATIVES), len(words))
    words = _trim(words[:cut])
    if not any(is_capitalised(t) and (not t.is_sent_start or t.ent_type_) for t in words):
        return None
    return text_of(words)


def _shared(segment: Sequence[Token]) -> str | None:
    """What members of a group belong to: "Armenian and Karabakh" of the officials."""
    run = [t for t in segment if t.ent_type_ in {"NORP", "GPE", "ORG", "LOC"}]
    return text_of(run[:6]) or None if run else None


def _coordinated(head: Token, words: Sequence[Token]) -> bool:
    inside = set(words)
    return any(
        t in inside and t.dep_ == "conj" and t.pos_ in {"NOUN", "PROPN"} for t in head.children
    ) and any(t.lower_ in {"and", "or"} for t in head.children)


def _pronoun(base: Mention, token: Token) -> Mention:
    lower = token.lower_
    gender = speaking.PERSON_PRONOUNS.get(lower)
    number: Number = (
        "plural" if lower in speaking.THEY_PRONOUNS | speaking.FIRST_PLURAL else "singular"
    )
    kind: SourceKind = "person" if gender or lower in speaking.FIRST_SINGULAR else "unnamed"
    if number == "plural":
        kind = "group"
    marked: Gender | None = "female" if gender == "female" else "male" if gender else None
    return replace(base, head=lower, kind=kind, pronoun=True, number=number, gender=marked)


def _number(head: Token) -> Number | None:
    if head.tag_ in {"NNS", "NNPS"}:
        return "plural"
    return "singular" if head.tag_ in {"NN", "NNP"} else None


_ASIDES = frozenset({"relcl", "acl", "advcl", "ccomp", "xcomp", "parataxis", "dep"})
_PREPOSITIONS = words_of("of for at in with from to on by inside within")


def noun_phrase(head: Token) -> list[Token]:
    """The phrase of ``head``: its subtree without clauses and other asides."""
    kept = [head]
    stack = [head]
    while stack:
        for child in stack.pop().children:
            if _belongs(child, head):
                kept.append(child)
                stack.append(child)
    return sorted(kept, key=lambda t: t.i)


def _belongs(child: Token, head: Token) -> bool:
    if child.dep_ in {"conj", "cc"}:
        return child.head.i == head.i or child.head.dep_ in {"amod", "compound", "nmod", "conj"}
    if child.dep_ in _ASIDES or child.is_space:
        return False
    if child.dep_ == "punct":
        return child.text in {",", "(", ")", "-", "–"}
    return child.dep_ != "prep" or child.lower_ in _PREPOSITIONS


def climb(head: Token) -> Token:
    """From a modifier inside a name or a title to the word it modifies."""
    while head.dep_ in {"compound", "nmod"} and head.head.pos_ in {"NOUN", "PROPN"}:
        if head.head.i - head.i > 4:
            break
        head = head.head
    return head
