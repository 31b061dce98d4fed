"""What ``claims second-opinion`` asks about, and what came of it in rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from claims import opinions
from claims.opinions import Candidate, Place, Seen, Told
from claims.reading.llm import LanguageModel
from claims.records import Opinion
from claims.show.data import Telling
from claims.show.words import count
from claims.store import Filters, Store

#: Verdicts in words.
VERDICTS = {"dispute": "in dispute", "echo": "the same", "none": "neither", "unsure": "unsure"}


class Pairs:
    """Pairs of claims: those of disputes, and those in the ``band``; ``limit`` at most."""

    columns = (
        "link", "dispute", "score", "verdict", "reason", "source_a", "quote_a", "source_b",
        "quote_b", "model", "said_at",
    )  # fmt: skip

    def __init__(
        self,
        store: Store,
        reader: LanguageModel,
        filters: Filters,
        limit: int,
        band: tuple[float, float],
    ) -> None:
        found = opinions.candidates(store, filters, band)
        self.reader = reader
        self._store = store
        self._wanted = found[:limit] if limit else found
        self._found: list[tuple[Candidate, Opinion]] = []
        self.sent = opinions.asked(store, self._wanted)
        pairs = count(len(self._wanted), "pair")
        self.what = f"{pairs} of statements with the text around them, each in both orders"

    def run(self) -> Iterator[None]:
        """Ask; a step for each pair."""
        for each, opinion in opinions.opinions(self._store, self.reader, self._wanted, self.sent):
            if opinion is not None:
                self._found.append((each, opinion))
            yield

    @property
    def told(self) -> str:
        """What came of it."""
        counts = Counter(opinion.verdict for _, opinion in self._found)
        told = [f"{counts[each]:,} {word}" for each, word in VERDICTS.items() if counts[each]]
        return f"{count(len(self._found), 'pair')} read{': ' if told else ''}{', '.join(told)}"

    def rows(self) -> list[dict[str, Any]]:
        """A row for each pair, with `columns`."""
        claims = [claim for each, _ in self._found for claim in (each.a, each.b)]
        telling = Telling(self._store, claims)
        return [
            {
                "link": each.link,
                "dispute": each.dispute,
                "score": round(each.score, 4),
                "verdict": opinion.verdict,
                "reason": opinion.reason,
                "source_a": telling.name(each.a),
                "quote_a": each.a.quote,
                "source_b": telling.name(each.b),
                "quote_b": each.b.quote,
                "model": opinion.model,
                "said_at": opinion.said_at,
            }
            for each, opinion in self._found
        ]


class Wholes:
    """Articles, those of one story together up to so many ``tokens``, read whole for disputes
    that are not stored; ``limit`` at most."""

    columns = (
        *("lacking", "kind", "clear", "reason"),
        *(
            f"{name}_{side}"
            for side in "ab"
            for name in ("source", "quote", "article", "place", "claim", "also")
        ),
        "model",
    )

    def __init__(
        self, store: Store, reader: LanguageModel, filters: Filters, limit: int, tokens: int
    ) -> None:
        found = opinions.to_read(store, filters)
        found = found[:limit] if limit else found
        self.reader = reader
        self._store = store
        self._found: list[Seen] = []
        self._read: set[str] = set()
        self.sent = opinions.whole(store, found, tokens)
        self.what = f"{count(len(found), 'article')}, whole"

    def run(self) -> Iterator[None]:
        """Ask; a step for each story, or part of a long article."""
        for prompt, found in opinions.seen(self._store, self.reader, self.sent):
            if found is not None:
                self._read.update(prompt.articles)
                self._found += found
            yield

    @property
    def told(self) -> str:
        """What came of it."""
        clear = [each for each in self._found if each.clear]
        lacking = Counter(each.lacking for each in clear)
        told = (
            f"{count(len(self._read), 'article')} read whole: {count(len(clear), 'dispute')} seen, "
            f"{lacking['']:,} of them among those found, "
            f"{lacking['link']:,} between claims that are there, "
            f"{lacking['statement']:,} with a statement that is not"
        )
        rest = len(self._found) - len(clear)
        return told + (f"; {rest:,} more that may be argued about" if rest else "")

    def rows(self) -> list[dict[str, Any]]:
        """A row for each dispute that was missed, with `columns`, the clear ones first. A side
        that is no claim yet has the place of its words in the text alone."""
        return [
            {
                "lacking": each.lacking,
                "kind": each.kind,
                "clear": each.clear,
                "reason": each.why,
                **_side("a", each.a),
                **_side("b", each.b),
                "model": self.reader.asker.name,
            }
            for each in sorted(self._found, key=lambda each: not each.clear)
            if each.lacking
        ]


def _side(which: str, told: Told) -> dict[str, Any]:
    first, *rest = told.places
    values = {
        "source": told.source,
        "quote": told.quote,
        "article": first.article,
        "place": _place(first),
        "claim": told.claim and told.claim.id,
        "also": ", ".join(f"{place.article} {_place(place)}" for place in rest),
    }
    return {f"{name}_{which}": value for name, value in values.items()}


def _place(place: Place) -> str:
    return "{}:{}".format(*place.span)
