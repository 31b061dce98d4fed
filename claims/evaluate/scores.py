"""The figures of an evaluation of disputes, and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claims.evaluate.layers import Layers
from claims.records import LinkKind

#: Lower bounds of the bins of the calibration table.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
WIDEST = 100  # characters of a quote in the printed lists


@dataclass(frozen=True, slots=True)
class Flag:
    """One predicted dispute, judged. ``trap`` says why the gold calls the pair none.
    ``kind_right`` and ``sources_right`` are None where the flag is wrong altogether."""

    kind: LinkKind
    score: float
    reasons: tuple[str, ...]
    right: bool
    kind_right: bool | None
    sources_right: bool | None
    trap: str | None
    hits: frozenset[frozenset[str]]
    articles: tuple[str, str]
    sources: tuple[str, str]
    quotes: tuple[str, str]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "kind": self.kind,
            "score": round(self.score, 4),
            "reasons": list(self.reasons),
            "right": self.right,
            "kind_right": self.kind_right,
            "sources_right": self.sources_right,
            "trap": self.trap,
            "articles": list(self.articles),
            "sources": list(self.sources),
            "quotes": list(self.quotes),
        }


@dataclass(frozen=True, slots=True)
class Missed:
    """A required gold pair that nothing flags. ``not_extracted`` are the ids of its claims
    that were not even found as claims."""

    kinds: tuple[LinkKind, ...]
    claims: tuple[str, str]
    sources: tuple[str, str]
    quotes: tuple[str, str]
    not_extracted: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "kinds": list(self.kinds),
            "claims": list(self.claims),
            "sources": list(self.sources),
            "quotes": list(self.quotes),
            "not_extracted": list(self.not_extracted),
        }


@dataclass(frozen=True, slots=True)
class Bin:
    """Links with a score from ``low`` up to the next bin: how many, how many right."""

    low: float
    count: int
    right: int
    mean_score: float


@dataclass(frozen=True, slots=True)
class DisputeResult:
    """Scores of one run. ``layers`` is None where the predictions do not tell which claims
    were found."""

    gold: str
    articles: int
    claims: int
    layers: Layers | None
    required: int
    found: int
    average_precision: float
    flags: tuple[Flag, ...]
    missed: tuple[Missed, ...]
    calibration: tuple[Bin, ...]
    by_kind: dict[str, tuple[int, int]]
    echoes: int
    echoes_right: int

    @property
    def precision(self) -> float:
        """Right flags among all, 0 to 1; 0 where there are none."""
        return _share(sum(flag.right for flag in self.flags), len(self.flags))

    @property
    def recall(self) -> float:
        """Required pairs found, 0 to 1."""
        return _share(self.found, self.required)

    @property
    def kind_right(self) -> float:
        """Of the right flags, those of the gold's kind."""
        return _share_of(flag.kind_right for flag in self.flags)

    @property
    def sources_right(self) -> float:
        """Of the right flags, those that name both sources rightly."""
        return _share_of(flag.sources_right for flag in self.flags)

    @property
    def traps(self) -> int:
        """Flags on pairs that the gold calls no dispute."""
        return sum(flag.trap is not None for flag in self.flags)

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "gold": self.gold,
            "articles": self.articles,
            "claims": self.claims,
            "layers": self.layers.to_json() if self.layers else None,
            "flagged": len(self.flags),
            "required": self.required,
            "found": self.found,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "average_precision": round(self.average_precision, 4),
            "kind_right": round(self.kind_right, 4),
            "sources_right": round(self.sources_right, 4),
            "traps_flagged": self.traps,
            "echoes": self.echoes,
            "echoes_right": self.echoes_right,
            "by_kind": {
                kind: {"found": found, "required": total}
                for kind, (found, total) in self.by_kind.items()
            },
            "calibration": [
                {
                    "from": b.low,
                    "count": b.count,
                    "right": b.right,
                    "mean_score": round(b.mean_score, 3),
                }
                for b in self.calibration
            ],
            "flags": [flag.to_json() for flag in self.flags],
            "missed": [missed.to_json() for missed in self.missed],
        }

    def __str__(self) -> str:
        """The figures, the calibration table, the wrong flags and the missed pairs."""
        right = sum(flag.right for flag in self.flags)
        lines = [
            f"{self.articles} articles, {self.claims} gold claims"
            + (f"; right: {self.layers}" if self.layers else ""),
            f"precision          {self.precision:.3f}  ({right} of {len(self.flags)} flags)",
            f"recall             {self.recall:.3f}  ({self.found} of {self.required} pairs)",
            f"average precision  {self.average_precision:.3f}",
            f"kind right         {self.kind_right:.3f}",
            f"sources right      {self.sources_right:.3f}",
            f"traps flagged      {self.traps}",
            f"echoes             {self.echoes_right} right of {self.echoes}",
            "",
            "recall by kind     "
            + ", ".join(f"{k} {hit}/{total}" for k, (hit, total) in self.by_kind.items()),
            "score and rightness: "
            + ", ".join(f"{b.low:.1f}+ {b.right}/{b.count}" for b in self.calibration if b.count),
        ]
        wrong = [flag for flag in self.flags if not flag.right]
        if wrong:
            lines += ["", f"Wrong flags ({len(wrong)}):"]
        for flag in wrong:
            lines.append(
                f"{flag.score:.2f} {flag.kind} [{', '.join(flag.reasons)}]"
                + (f" trap: {flag.trap}" if flag.trap else "")
            )
            lines += _both(flag.articles, flag.sources, flag.quotes)
        if self.missed:
            lines += ["", f"Missed pairs ({len(self.missed)}):"]
        for missed in self.missed:
            lost = f" (not extracted: {', '.join(missed.not_extracted)})"
            lines.append("/".join(missed.kinds) + (lost if missed.not_extracted else ""))
            lines += _both(missed.claims, missed.sources, missed.quotes)
        return "\n".join(lines)


def average_precision(ranked: Iterable[tuple[bool, int]], total: int) -> float:
    """Mean over what is to be found, ``total`` things, of the precision at the rank where each is
    found, 0 for those never found. ``ranked`` tells of each answer, the surest first, whether it
    is right and how many things it is the first to find."""
    score, right = 0.0, 0
    for rank, (holds, new) in enumerate(ranked, 1):
        right += holds
        score += new * right / rank
    return _share(score, total)


def f1(rows: Sequence[tuple[float, bool]], threshold: float) -> float:
    """Of (score, whether it is right), those at ``threshold`` and above taken for right."""
    said = sum(v >= threshold for v, _ in rows)
    hit = sum(v >= threshold and y for v, y in rows)
    return 2 * hit / max(1, said + sum(y for _, y in rows))


def calibrate(judged: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """How often scores are right, bin by bin."""
    bins = []
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        inside = [(score, right) for score, right in judged if low <= score < high]
        mean = _share(sum(score for score, _ in inside), len(inside))
        bins.append(Bin(low, len(inside), sum(right for _, right in inside), mean))
    return tuple(bins)


def _both(where: tuple[str, str], sources: tuple[str, str], quotes: tuple[str, str]) -> list[str]:
    return [
        f"    {place}: {source}: {' '.join(quote.split())[:WIDEST]}"
        for place, source, quote in zip(where, sources, quotes, strict=True)
    ]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _share_of(values: Iterable[bool | None]) -> float:
    known = [value for value in values if value is not None]
    return _share(sum(known), len(known))
