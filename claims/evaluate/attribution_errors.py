"""What kinds of errors an extraction of attributions makes, counted by what can be seen.

Every gold attribution that was not found, every one found that is not in the gold, and
every pair of the two that does not count as right end to end falls into one class, by:

    what went wrong   missed, invented, content too long or too short and at which side,
                      source missing, wrong or invented
    where it stands   beside one found ("another content of a cue"), inside the content of
                      another, or with nothing near
    what it looks like   quoted or not, a content of at most five words, the cue a verb, a
                      noun or another word

The lemmas of the cues say which words a class is about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from claims.evaluate.matching import GoldArticle, characters, hits, match, part
from claims.extract.parse import parse
from claims.records import Attribution, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Contents of so many words at most are short: topics and attitudes, mostly.
SHORT = 5
#: Characters by which a content's end may be off before that side is called wrong.
NEAR = 2
#: Classes and lemmas that are printed.
CLASSES, LEMMAS = 20, 8


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """Errors of one kind, and the commonest lemmas of their cues with their counts."""

    name: str
    count: int
    lemmas: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """All classes, the largest first."""

    classes: tuple[ErrorClass, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """One object a class."""
        return [asdict(found) for found in self.classes]

    def __str__(self) -> str:
        total = sum(found.count for found in self.classes)
        lines = [f"{total} errors in {len(self.classes)} classes; the largest:"]
        for found in self.classes[:CLASSES]:
            lemmas = ", ".join(f"{lemma} {count}" for lemma, count in found.lemmas)
            lines.append(f"{found.count:5}  {found.name} ({lemmas})")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Error:
    """One error: its class, and what the gold and the extraction have; None for nothing."""

    article: str
    kind: str
    gold: Attribution | None
    found: Attribution | None
    lemma: str


def tabulate(gold: Sequence[GoldArticle], predicted: Sequence[Sequence[Attribution]]) -> ErrorTable:
    """The errors of ``predicted[i]`` against ``gold[i]``, by class."""
    lemmas: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for error in errors(gold, predicted):
        lemmas[error.kind][error.lemma] += 1
    classes = [
        ErrorClass(kind, count.total(), tuple(count.most_common(LEMMAS)))
        for kind, count in lemmas.items()
    ]
    return ErrorTable(tuple(sorted(classes, key=lambda found: (-found.count, found.name))))


def errors(
    gold: Sequence[GoldArticle], predicted: Sequence[Sequence[Attribution]]
) -> Iterator[Error]:
    """One by one, in the order of the articles."""
    docs = parse(article.text for article in gold)
    for article, found, doc in zip(gold, predicted, docs, strict=True):
        yield from _Reading(article, found, doc).errors()


class _Reading:
    """One article with what is in it and what was found."""

    def __init__(self, article: GoldArticle, found: Sequence[Attribution], doc: Doc) -> None:
        self.article, self.doc = article, doc
        self.gold = [a for a in article.attributions if a.content]
        self.found = [a for a in found if a.content]
        self.matches = match(
            [characters(a.content) for a in self.gold], [characters(a.content) for a in self.found]
        )

    def errors(self) -> Iterator[Error]:
        for j, (i, overlap) in self.matches.items():
            gold, found = self.gold[i], self.found[j]
            if not hits(gold, found, overlap)["e2e"]:
                kind = _content(gold, found) if overlap < 0.5 else _source(gold, found)
                yield self._error(f"{kind}; {part(self.article.text, gold)}", gold, found)
        taken = {i for i, _ in self.matches.values()}
        for i, gold in enumerate(self.gold):
            if i not in taken:
                yield self._error(self._lone("missed", gold, self.found), gold, None)
        for j, found in enumerate(self.found):
            if j not in self.matches:
                yield self._error(self._lone("invented", found, self.gold), None, found)

    def _error(self, kind: str, gold: Attribution | None, found: Attribution | None) -> Error:
        shown = gold or found
        assert shown is not None
        return Error(self.article.id, kind, gold, found, self._cue(shown.cue)[0])

    def _lone(self, what: str, own: Attribution, others: Sequence[Attribution]) -> str:
        """The class of one that has no counterpart among ``others``."""
        text = self.article.text
        cue, content = characters(own.cue), characters(own.content)
        if any(cue & characters(other.cue) for other in others):
            return f"{what}: another content of a cue that both have; {part(text, own)}"
        if any(2 * len(content & characters(other.content)) > len(content) for other in others):
            place = "inside the content of another"
        else:
            place = "nothing near"
        words = sum(len(text[start:end].split()) for start, end in own.content)
        size = f"at most {SHORT} words" if words <= SHORT else "longer"
        source = "" if own.source else "; without source"
        return f"{what}: {place}; {part(text, own)}, {size}; cue {self._cue(own.cue)[1]}{source}"

    def _cue(self, spans: Spans) -> tuple[str, str]:
        """The lemma of a cue's first verb, or noun, or word, and which of these it is."""
        inside = [
            token
            for start, end in spans
            for token in self.doc.char_span(start, end, alignment_mode="expand") or ()
            if not token.is_space
        ]
        for name in ("VERB", "NOUN"):
            for token in inside:
                if token.pos_ == name:
                    return token.lemma_.lower(), name.lower()
        return (inside[0].lemma_.lower() if inside else "none"), "other"


def _content(gold: Attribution, found: Attribution) -> str:
    """Which ends of the content are off, and to which side."""
    begins = found.content[0][0] - gold.content[0][0]
    ends = found.content[-1][1] - gold.content[-1][1]
    sides = []
    if abs(begins) > NEAR:
        sides.append("begins too early" if begins < 0 else "begins too late")
    if abs(ends) > NEAR:
        sides.append("ends too early" if ends < 0 else "ends too late")
    return f"content {' and '.join(sides) or 'has other words between'}"


def _source(gold: Attribution, found: Attribution) -> str:
    if not found.source:
        return "source missing"
    return "source wrong" if gold.source else "source invented"
