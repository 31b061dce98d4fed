"""Score the disputes of a real collection against verdicts that a reader gave on them.

Real collections have no gold of disputes: there are too many pairs to read. What can be read
is what is flagged, from the surest down (precision at k, as in pooled judging at TREC). A
verdict, of one reader or several, is kept by the id of a dispute's surest link, which is the
same in every database of the same articles, so that a later version is scored on what was read
before; what nobody has read is counted and listed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.errors import EmptyInput, Malformed
from claims.evaluate.scores import Bin, calibrate

#: Depths at which precision is told.
DEPTHS = (10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class FlagsResult:
    """``shown`` has a row for each dispute, best first: the id of its surest link, its score
    and whether most of its readers call it right, None where nobody has read it. ``disputed``
    are those on which readers differ. ``classes`` counts what the wrong ones are."""

    gold: str
    articles: int
    shown: tuple[tuple[str, float, bool | None], ...]
    classes: Mapping[str, int]
    disputed: frozenset[str] = frozenset()

    def precision(self, depth: int) -> tuple[int, int, int]:
        """Of the first ``depth``: how many are right, how many were read, how many there are."""
        first = [right for _, _, right in self.shown[:depth]]
        return first.count(True), len(first) - first.count(None), len(first)

    def differ(self, depth: int) -> int:
        """Of the first ``depth``, how many one reader calls right and another wrong."""
        return sum(id in self.disputed for id, _, _ in self.shown[:depth])

    @property
    def calibration(self) -> tuple[Bin, ...]:
        """How often scores are right, of what was read."""
        return calibrate([(score, right) for _, score, right in self.shown if right is not None])

    @property
    def unread(self) -> list[str]:
        """Links among the first 50 on which there is no verdict."""
        return [id for id, _, right in self.shown[:50] if right is None]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "gold": self.gold,
            "articles": self.articles,
            "disputes": len(self.shown),
            "precision": {
                str(depth): dict(
                    zip(("right", "read", "shown"), self.precision(depth), strict=True)
                )
                for depth in DEPTHS
            },
            "calibration": [
                {"from": b.low, "count": b.count, "right": b.right, "mean_score": b.mean_score}
                for b in self.calibration
            ],
            "wrong": dict(self.classes),
            "unread": self.unread,
        }

    def __str__(self) -> str:
        lines = [f"{self.articles:,} articles, {len(self.shown):,} disputes"]
        for depth in DEPTHS:
            right, read, shown = self.precision(depth)
            if read:
                lines.append(
                    f"precision at {depth:<4} {right / read:.3f}  ({right} of {read} read, "
                    f"{shown} shown; on {self.differ(depth)} readers differ)"
                )
        bins = (f"{b.low:.1f}+ {b.right}/{b.count}" for b in self.calibration if b.count)
        lines.append("score and rightness: " + ", ".join(bins))
        if self.classes:
            lines.append("wrong: " + ", ".join(f"{n} {why}" for why, n in self.classes.items()))
        if self.unread:
            lines.append("nobody has read: " + ", ".join(self.unread))
        return "\n".join(lines)


def evaluate(gold: Path | str, *, db: Path | str) -> FlagsResult:
    """Score the disputes of the database ``db`` with the verdicts of the file ``gold``: JSON
    lines of {"link", "readers", "why"}, where ``readers`` says what each called it. What half
    of them call wrong is wrong.

    Raises `Malformed` for another file, `EmptyInput` where there is no such database.
    """
    verdicts = _read(Path(gold))
    if not Path(db).is_file():
        raise EmptyInput(f"{db} does not exist; name a database made by claims ingest")
    from claims.tracker import Tracker

    with Tracker(db) as tracker:
        found = [(d.links[0].id, d.score) for d in tracker.disputes()]
        articles = tracker.store.summary.counts()["articles"]
    shown = tuple(
        (id, score, _most(verdicts[id][0]) if id in verdicts else None) for id, score in found
    )
    wrong = Counter(verdicts[id][1] for id, _, right in shown if right is False)
    differ = frozenset(id for id, (said, _) in verdicts.items() if len(set(said)) > 1)
    return FlagsResult(str(gold), articles, shown, dict(wrong.most_common()), differ)


def _most(readers: Sequence[bool]) -> bool:
    return 2 * sum(readers) > len(readers)


def _read(path: Path) -> dict[str, tuple[tuple[bool, ...], str]]:
    verdicts: dict[str, tuple[tuple[bool, ...], str]] = {}
    try:
        rows: Sequence[str] = path.read_text(encoding="utf-8").splitlines()
        for row in filter(str.strip, rows):
            told = json.loads(row)
            said = tuple(bool(each) for each in told["readers"])
            verdicts[str(told["link"])] = said, str(told.get("why") or "other")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(
            f'{path} holds no verdicts, JSON lines of {{"link", "readers", "why"}}: {error!r}'
        ) from error
    return verdicts
