"""Score what a language model says against gold of disputes.

The answers are those of a file ("replay"), read and held against the text as live ones are, or
those that a database keeps. What was not answered is not measured.

    whole    disputes that it lists, and calls clear, of articles that it read whole
    pairs    pairs of claims that it was asked about and calls disputes
    stored   for comparison: the disputed pairs that the database has of the same articles

A dispute that is told is right where it is in the gold, clear or arguable: its two sides share
half of the words, of the shorter one, with two sides of an entry. Recall is of the clear ones,
those that hang together being one: for pairs, of those of which a pair was asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import EmptyInput
from claims.evaluate.places import Entry, Library, Side, entries
from claims.opinions import Candidate, asked, candidates, seen, to_read, verdicts, whole
from claims.reading import labels
from claims.reading.llm import LanguageModel, Unkept
from claims.reading.prompt import STORY
from claims.reading.recorded import Recorded
from claims.records import OPPOSING, Claim
from claims.store import Filters, Store

if TYPE_CHECKING:
    from claims import opinions
    from claims.reading.llm import Replies
    from claims.reading.prompt import Prompt

Told = tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Score:
    """Of ``told`` disputes ``clear`` and ``arguable`` ones are in the gold; of ``sought`` clear
    ones ``found`` are told."""

    told: int
    clear: int
    arguable: int
    found: int
    sought: int

    @classmethod
    def of(cls, told: Sequence[Told], gold: Sequence[Entry], sought: Iterable[Entry]) -> Score:
        """Hold what is told against the gold; ``sought`` are the entries that could be found."""
        hits = [[entry for entry in gold if entry.is_told(*each)] for each in told]
        grades = [max((entry.grade for entry in each), default=0) for each in hits]
        found = {entry.group for each in hits for entry in each if entry.grade == 2}
        groups = {entry.group for entry in sought if entry.grade == 2}
        return cls(len(told), grades.count(2), grades.count(1), len(found & groups), len(groups))

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "told": self.told,
            "clear": self.clear,
            "arguable": self.arguable,
            "precision": _share(self.clear + self.arguable, self.told),
            "found": self.found,
            "sought": self.sought,
            "recall": _share(self.found, self.sought),
        }

    def __str__(self) -> str:
        told = self.to_json()
        return (
            "P {precision} (of {told} told {clear} clear, {arguable} arguable) "
            "R {recall} ({found} of {sought} clear)".format(**told)
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What the answers took: readings and those of them without an answer of use, articles or
    pairs, quotes and numbers that were thrown away, tokens, and seconds where they are known."""

    readings: int
    useless: int
    of: int
    dropped: int
    tokens_in: int
    tokens_out: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """As plain values; tokens and seconds are those of an article or a pair."""
        each = max(1, self.of)
        return {
            "readings": self.readings,
            "useless": self.useless,
            "of": self.of,
            "dropped": self.dropped,
            "tokens_in": round(self.tokens_in / each),
            "tokens_out": round(self.tokens_out / each),
            "seconds": round(self.seconds / each, 2) if self.seconds else None,
        }


@dataclass(frozen=True, slots=True)
class OpinionsResult:
    """Scores by what was measured, and what that took; see the module."""

    model: str
    scores: dict[str, Score]
    taken: dict[str, Taken]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "model": self.model,
            **{name: score.to_json() for name, score in self.scores.items()},
            "taken": {name: taken.to_json() for name, taken in self.taken.items()},
        }

    def __str__(self) -> str:
        lines = [f"answers of {self.model}"]
        lines += [f"{name:22} {score}" for name, score in self.scores.items()]
        for name, each in self.taken.items():
            told = each.to_json()
            unit = "article" if name == "whole" else "pair"
            line = (
                "{of} {name} in {readings} readings ({useless} without an answer of use, "
                "{dropped} quotes or numbers thrown away); for each {tokens_in} tokens sent, "
                "{tokens_out} back"
            ).format(name=f"{unit}s", **told)
            lines.append(line + (f", {told['seconds']} s" if told["seconds"] else ""))
        return "\n".join(lines)


def evaluate(
    gold: Path | str,
    *,
    db: Path | str | None = None,
    replay: Path | str | None = None,
    model: str | None = None,
    texts: Path | str | None = None,
    story_tokens: int = STORY,
) -> OpinionsResult:
    """Score answers about the database ``db`` against the file ``gold``: those of the file
    ``replay``, or those that the database keeps of ``model`` ("NAME", or "NAME URL" where it was
    asked at an address). ``texts`` are the articles as the gold counts their characters, JSON
    lines of {"id", "text"}, where the database has them otherwise; where the gold does not
    say which articles were read, those are taken for them, or else all. Writes nothing.

    Raises EmptyInput where there is nothing to score, Malformed for files of another form.
    """
    if db is None or not Path(db).is_file():
        raise EmptyInput("name the database that was asked about: -d PATH")
    if replay is None and model is None:
        raise EmptyInput("say whose answers: --replay FILE, or --model NAME that was asked before")
    asker = Recorded.read(model or "recorded", replay) if replay else Recorded(model or "", {})
    with Store(db) as store:
        library = Library(store.articles.get(), labels.lines(Path(texts)) if texts else ())
        known, read = entries(Path(gold), library)
        kept = None if replay is None else Unkept()
        measure = _Measure(store, library, known, read, asker, kept)
        return measure.result(story_tokens)


class _Measure:
    def __init__(
        self,
        store: Store,
        library: Library,
        gold: Sequence[Entry],
        read: frozenset[str],
        asker: Recorded,
        kept: Unkept | None,
    ) -> None:
        self._store, self._library, self._asker = store, library, asker
        self._gold, self._read = gold, read
        self._kept: Replies = store.opinions if kept is None else kept
        self._scores: dict[str, Score] = {}
        self._taken: dict[str, Taken] = {}

    def result(self, story_tokens: int) -> OpinionsResult:
        """All that there are answers for. Raises EmptyInput where that is nothing."""
        self._whole(story_tokens)
        self._pairs()
        if not self._taken:
            raise EmptyInput(
                f"there is no answer of {self._asker.name} to what would be sent about this "
                "database"
            )
        return OpinionsResult(self._asker.name, self._scores, self._taken)

    def _whole(self, story_tokens: int) -> None:
        sent = whole(self._store, to_read(self._store), story_tokens)
        lacking = {id for p in sent if not self._answered(p) for id in p.articles}
        prompts = [p for p in sent if self._read - lacking >= set(p.articles)]
        if not prompts:
            return
        reader = self._reader()
        read = {id for prompt in prompts for id in prompt.articles}
        listed = [each for _, found in seen(self._store, reader, prompts) for each in found or ()]
        told = [(self._side(each.a), self._side(each.b)) for each in listed]
        clear = [sides for sides, each in zip(told, listed, strict=True) if each.clear]
        sought = [entry for entry in self._gold if entry.is_within(read)]
        self._scores["whole"] = Score.of(clear, self._gold, sought)
        self._scores["whole, with arguable"] = Score.of(told, self._gold, sought)
        self._scores["stored"] = Score.of(self._stored(read), self._gold, sought)
        self._taken["whole"] = self._took(reader, prompts, len(read))

    def _pairs(self) -> None:
        wanted = [
            each
            for each in candidates(self._store, band=(0.0, 1.0), judged=True)
            if {each.a.article, each.b.article} <= self._read
        ]
        sent = asked(self._store, wanted)
        numbers = [
            n for n in range(len(wanted)) if all(map(self._answered, sent[2 * n : 2 * n + 2]))
        ]
        if not numbers:
            return
        reader = self._reader()
        pairs = [wanted[n] for n in numbers]
        prompts = [prompt for n in numbers for prompt in sent[2 * n : 2 * n + 2]]
        said = [
            self._sides(each.a, each.b)
            for each, verdict in verdicts(reader, pairs, prompts)
            if verdict and verdict[0] == "dispute"
        ]
        every = [self._sides(each.a, each.b) for each in pairs]
        sought = [e for e in self._gold if any(e.is_told(*sides) for sides in every)]
        shown = [self._sides(each.a, each.b) for each in pairs if _shown(each)]
        self._scores["pairs"] = Score.of(said, self._gold, sought)
        self._scores["stored, of the pairs"] = Score.of(shown, self._gold, sought)
        self._taken["pairs"] = self._took(reader, prompts, len(pairs))

    def _reader(self) -> LanguageModel:
        return LanguageModel(self._asker, self._kept)

    def _answered(self, prompt: Prompt) -> bool:
        if isinstance(self._kept, Unkept):
            return self._asker.has(prompt)
        return self._kept.reply(prompt.key(self._asker.identity)) is not None

    def _took(self, reader: LanguageModel, sent: Sequence[Prompt], of: int) -> Taken:
        replies = [self._kept.reply(prompt.key(self._asker.identity)) for prompt in sent]
        useful = [reply for reply in replies if reply is not None]
        return Taken(
            len(sent),
            reader.tally.unanswered,
            of,
            sum(reply.dropped for reply in useful),
            sum(reply.tokens_in for reply in useful),
            sum(reply.tokens_out for reply in useful),
            sum(reply.seconds for reply in useful),
        )

    def _stored(self, read: set[str]) -> list[Told]:
        claims = {c.id: c for c in self._store.claims.get(Filters(all=True)) if c.article in read}
        return [
            self._sides(claims[link.a], claims[link.b])
            for link in self._store.links.get(sorted(OPPOSING))
            if link.a in claims and link.b in claims
        ]

    def _side(self, told: opinions.Told) -> Side:
        return [
            each
            for place in told.places
            for each in self._library.stored(place.article, (place.span,))
        ]

    def _sides(self, a: Claim, b: Claim) -> Told:
        one, other = (self._library.stored(c.article, c.quote_spans) for c in (a, b))
        return one, other


def _shown(candidate: Candidate) -> bool:
    return candidate.dispute is not None


def _share(part: int, of: int) -> float | None:
    return round(part / of, 3) if of else None
