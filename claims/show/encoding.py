"""Rows for other programs: json, one json a line, csv and tsv.

A spreadsheet runs a cell that begins like a formula, and a terminal obeys control
characters; both kinds of output are made harmless here.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"\s+")

Row = Mapping[str, Any]


def write(
    rows: Iterable[Row], style: str, stream: IO[str], columns: Sequence[str] | None = None
) -> None:
    """Write ``rows`` to ``stream`` as ``style``: json, nl, csv or tsv.

    ``columns`` names the columns of csv and tsv, which have a header even without rows.
    """
    if style == "json":
        opened = False
        for row in rows:
            stream.write(",\n " if opened else "[")
            stream.write(encode(row, indent=2).replace("\n", "\n "))
            opened = True
        stream.write("]\n" if opened else "[]\n")
        return
    if style == "nl":
        stream.writelines(encode(row) + "\n" for row in rows)
        return
    rows = list(rows)
    names = list(columns or (rows[0] if rows else ()))
    table = [names, *([cell(row.get(name)) for name in names] for row in rows)]
    if style == "csv":
        csv.writer(stream, lineterminator="\n").writerows(table)
    else:
        stream.writelines("\t".join(_SPACE.sub(" ", c) for c in line) + "\n" for line in table)


def encode(value: object, indent: int | None = None) -> str:
    """``value`` as JSON in UTF-8, with what a terminal might obey escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cell(value: object) -> str:
    """``value`` as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        value = "; ".join(str(part) for part in value)
    text = _CONTROL.sub("", str(value))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def plain(text: object) -> str:
    """``text`` on one line, without control characters: fit for a terminal."""
    return _CONTROL.sub("", _SPACE.sub(" ", str(text))).strip()
