"""What a score means, in words; the one place for what was measured of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """Of ``of`` disputes that people read, with a score of ``least`` or more and below that of
    the band before, ``right`` were right."""

    least: float
    right: int
    of: int


#: The highest band first; empty where nothing was measured for this version. Blind readings of
#: articles that nothing was tuned on belong here, and nothing else.
MEASURED: tuple[Band, ...] = (Band(0.7, 10, 15), Band(0.55, 10, 13), Band(0.3, 11, 32))
#: What was read for it, such as "988 articles of 2014-19, two readers".
READ = "180 real articles of 2012 to 2019 (two readers, 28 November 2026)"

_SURE = "how sure the program is, from 0 to 1, of the surest pair of a dispute"


def band(score: float) -> Band | None:
    """The band that ``score`` is in."""
    return next((band for band in MEASURED if score >= band.least), None)


def told(score: float) -> str:
    """What one score means: "How sure ...; of 15 with such a score that were read, 6 were
    right"."""
    found = band(score)
    shown = f"{_SURE[:1].upper()}{_SURE[1:]}"
    if found is None or not found.of:
        return shown
    return f"{shown}; of {found.of} with such a score that were read, {found.right} were right"


def meaning() -> str:
    """What scores mean, in a sentence or two."""
    shown = f"A score says {_SURE}; it is no verdict."
    if not MEASURED:
        return shown
    parts = [
        f"{band.right} of {band.of} "
        + (f"from {band.least:g}" if band.least or not above else f"below {above.least:g}")
        for above, band in zip((None, *MEASURED), MEASURED, strict=False)
        if band.of
    ]
    where = f" in {READ}" if READ else ""
    return f"{shown} Of those that were read{where}, right were {', '.join(parts)}."
