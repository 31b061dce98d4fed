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

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import EmptyInput
from claims.evaluate.places import Entry, Library, Side, entries
from claims.evaluate.result import Result
from claims.opinions import asked, candidates, seen, to_read, verdicts, whole
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


def evaluate(
    gold: Path | str,
    *,
    db: Path | str | None = None,
    replay: Path | str | None = None,
    model: str | None = None,
    texts: Path | str | None = None,
    story_tokens: int = STORY,
) -> Result:
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
        kept = Unkept() if replay else store.opinions
        measure = _Measure(store, library, known, read, asker, kept)
        measure.whole(story_tokens)
        measure.pairs()
    if not measure.taken:
        raise EmptyInput(
            f"there is no answer of {asker.name} to what would be sent about this database"
        )
    told = {"model": asker.name, **measure.scores, "taken": measure.taken}
    return Result(told, "\n".join(_printed(asker.name, measure.scores, measure.taken)))


class _Measure:
    """``scores`` by what was measured, and what the answers took (``taken``)."""

    def __init__(
        self,
        store: Store,
        library: Library,
        gold: Sequence[Entry],
        read: frozenset[str],
        asker: Recorded,
        kept: Replies,
    ) -> None:
        self._store, self._library, self._asker = store, library, asker
        self._gold, self._read, self._kept = gold, read, kept
        self.scores: dict[str, dict[str, Any]] = {}
        self.taken: dict[str, dict[str, Any]] = {}

    def whole(self, story_tokens: int) -> None:
        """Articles that were read whole."""
        sent = whole(self._store, to_read(self._store), story_tokens)
        lacking = {id for p in sent if not self._answered(p) for id in p.articles}
        prompts = [p for p in sent if self._read - lacking >= set(p.articles)]
        if not prompts:
            return
        reader = LanguageModel(self._asker, self._kept)
        read = {id for prompt in prompts for id in prompt.articles}
        listed = [each for _, found in seen(self._store, reader, prompts) for each in found or ()]
        told = [(self._side(each.a), self._side(each.b)) for each in listed]
        clear = [sides for sides, each in zip(told, listed, strict=True) if each.clear]
        sought = [entry for entry in self._gold if entry.is_within(read)]
        self.scores["whole"] = score(clear, self._gold, sought)
        self.scores["whole, with arguable"] = score(told, self._gold, sought)
        self.scores["stored"] = score(self._stored(read), self._gold, sought)
        self._took("whole", reader, prompts, len(read))

    def pairs(self) -> None:
        """Pairs of claims."""
        wanted = [
            each
            for each in candidates(self._store, band=(0.0, 1.0), judged=True)
            if {each.a.article, each.b.article} <= self._read
        ]
        sent = asked(self._store, wanted)
        both = zip(wanted, sent[::2], sent[1::2], strict=True)
        answered = [(pair, two) for pair, *two in both if all(map(self._answered, two))]
        if not answered:
            return
        reader = LanguageModel(self._asker, self._kept)
        pairs = [pair for pair, _ in answered]
        prompts = [prompt for _, two in answered for prompt in two]
        sides = {each.link: self._sides(each.a, each.b) for each in pairs}
        said = [
            sides[each.link]
            for each, verdict in verdicts(reader, pairs, prompts)
            if verdict and verdict[0] == "dispute"
        ]
        shown = [sides[each.link] for each in pairs if each.dispute is not None]
        sought = [e for e in self._gold if any(e.is_told(*each) for each in sides.values())]
        self.scores["pairs"] = score(said, self._gold, sought)
        self.scores["stored, of the pairs"] = score(shown, self._gold, sought)
        self._took("pairs", reader, prompts, len(pairs))

    def _answered(self, prompt: Prompt) -> bool:
        if isinstance(self._kept, Unkept):
            return self._asker.has(prompt)
        return self._kept.reply(prompt.key(self._asker.identity)) is not None

    def _took(self, name: str, reader: LanguageModel, sent: Sequence[Prompt], of: int) -> None:
        """Note what the answers took: readings and those of them without an answer of use,
        articles or pairs, quotes and numbers that were thrown away, and for each article or pair
        tokens, and seconds where they are known."""
        replies = [self._kept.reply(prompt.key(self._asker.identity)) for prompt in sent]
        useful = [reply for reply in replies if reply is not None]
        seconds = sum(reply.seconds for reply in useful)
        self.taken[name] = {
            "readings": len(sent),
            "useless": reader.tally.unanswered,
            "of": of,
            "dropped": sum(reply.dropped for reply in useful),
            "tokens_in": round(sum(reply.tokens_in for reply in useful) / of),
            "tokens_out": round(sum(reply.tokens_out for reply in useful) / of),
            "seconds": round(seconds / of, 2) if seconds else None,
        }

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


def score(told: Sequence[Told], gold: Sequence[Entry], sought: Iterable[Entry]) -> dict[str, Any]:
    """Hold what is told against the gold, of which the entries ``sought`` could be found: of
    disputes "told" those in the gold, "clear" or "arguable"; of clear ones "sought" those
    "found"."""
    hits = [[entry for entry in gold if entry.is_told(*each)] for each in told]
    grades = [max((entry.grade for entry in each), default=0) for each in hits]
    groups = {entry.group for entry in sought if entry.grade == 2}
    found = {entry.group for each in hits for entry in each if entry.grade == 2} & groups
    clear, arguable = grades.count(2), grades.count(1)
    return {
        "told": len(told),
        "clear": clear,
        "arguable": arguable,
        "precision": round((clear + arguable) / len(told), 3) if told else None,
        "found": len(found),
        "sought": len(groups),
        "recall": round(len(found) / len(groups), 3) if groups else None,
    }


def _printed(
    model: str, scores: dict[str, dict[str, Any]], taken: dict[str, dict[str, Any]]
) -> Iterator[str]:
    yield f"answers of {model}"
    for name, told in scores.items():
        yield (
            "{name:22} P {precision} (of {told} told {clear} clear, {arguable} arguable) "
            "R {recall} ({found} of {sought} clear)"
        ).format(name=name, **told)
    for name, told in taken.items():
        unit = "articles" if name == "whole" else "pairs"
        seconds = f", {told['seconds']} s" if told["seconds"] else ""
        yield (
            "{of} {unit} in {readings} readings ({useless} without an answer of use, {dropped} "
            "quotes or numbers thrown away); for each {tokens_in} tokens sent, {tokens_out} back"
        ).format(unit=unit, **told) + seconds
