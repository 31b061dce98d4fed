"""The JSON schemas of what a language model answers."""

from __future__ import annotations

from typing import Any

from claims import kinds
from claims.reading.answers import STANCES, TYPES

VERDICTS = ("dispute", "echo", "none", "unsure")
#: How sure it is that something listed is a dispute.
GRADES = ("clear", "arguable", "none")
#: The kinds of dispute.
KINDS = tuple(name for name, kind in kinds.KINDS.items() if kind.opposing)

_NUMBER = {"type": "integer"}
_WORDS = {"type": "string"}
_YES_OR_NO = {"type": "boolean"}


def article() -> dict[str, Any]:
    """Of an article's statements and of pairs of them."""
    return _object(
        statements=_list(
            n=_NUMBER,
            statement=_YES_OR_NO,
            stance=_one_of(STANCES),
            type=_one_of(TYPES),
            who={"type": ["string", "null"]},
            denies={"type": "array", "items": _NUMBER},
        ),
        pairs=_list(a=_NUMBER, b=_NUMBER, relation=_one_of(("dispute", "echo")), clear=_YES_OR_NO),
    )


def meeting() -> dict[str, Any]:
    """Of pairs of statements of two articles."""
    return _object(
        pairs=_list(
            a=_NUMBER,
            b=_NUMBER,
            relation=_one_of(("dispute", "echo")),
            denies=_YES_OR_NO,
            clear=_YES_OR_NO,
        )
    )


def pair() -> dict[str, Any]:
    """Of two statements."""
    return _object(
        verdict=_one_of(VERDICTS),
        denial={"type": "integer", "enum": [0, 1, 2]},
        reason=_WORDS,
        quote_1=_WORDS,
        quote_2=_WORDS,
    )


def whole() -> dict[str, Any]:
    """Of the disputes in articles. The reason comes before the grade, which it is to weigh."""
    side = _object(quotes={"type": "array", "items": _WORDS}, source=_WORDS)
    return _object(
        disputes=_list(a=side, b=side, kind=_one_of(KINDS), why=_WORDS, grade=_one_of(GRADES))
    )


def _one_of(values: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": _object(**properties)}
