"""Shards: Parquet files of articles with the claims found in them and their vectors.

A shard's name follows from its articles, the models and the version of this package. One
that is there has therefore been worked out already, whichever run has done it.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claims.errors import Malformed
from claims.records import Answer, Article, Claim, Extraction, Source, digest

if TYPE_CHECKING:
    import numpy.typing as npt

    from claims.engine import Models

#: Articles in a shard: half a minute of work for one core, a few megabytes of memory.
SIZE = 256

#: The columns of a shard that are texts.
_TEXTS = ("id", "article", "sources", "claims", "answers", "notes", "reader", "kept")


@dataclass(frozen=True, slots=True)
class Shard:
    """What a file holds: extractions in the order in which their articles were read, and one
    row of ``vectors``, float32 of shape (n, dimension), for each of their claims in turn."""

    extractions: tuple[Extraction, ...]
    vectors: npt.NDArray[np.float32]

    @property
    def claims(self) -> list[Claim]:
        return [claim for extraction in self.extractions for claim in extraction.claims]


def name_of(articles: Iterable[Article], models: Models) -> str:
    """The name of the file for these articles, read with these models."""
    from claims import __version__

    chosen = (
        str(name) for name in (models.attribution, models.reading, models.spacy, models.embedding)
    )
    told = (json.dumps(_plain(article)) for article in articles)
    return f"{digest(__version__, *chosen, *told)}.parquet"


def write(path: Path, shard: Shard) -> None:
    """Write ``shard``, whole or not at all."""
    import pyarrow as pa
    from pyarrow import parquet

    rows = iter(np.ascontiguousarray(shard.vectors, "<f4"))
    table = pa.Table.from_pylist(
        [
            {**_row(e), "vectors": b"".join(next(rows).tobytes() for _ in e.claims)}
            for e in shard.extractions
        ],
        schema=pa.schema([(name, pa.string()) for name in _TEXTS] + [("vectors", pa.binary())]),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    parquet.write_table(table, unfinished, compression="zstd")
    unfinished.replace(path)


def read(path: Path) -> Shard:
    """The shard at ``path``. Raises Malformed where it is none."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        rows = parquet.read_table(path).to_pylist()
        extractions = tuple(_extraction(row) for row in rows)
        flat = np.frombuffer(b"".join(row["vectors"] for row in rows), "<f4")
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise Malformed(f"{path} is no shard ({error}): delete it and start again") from error
    count = sum(len(extraction.claims) for extraction in extractions)
    return Shard(extractions, flat.reshape(count, -1) if count else np.zeros((0, 0), np.float32))


def _plain(record: Article | Source | Claim | Answer) -> dict[str, Any]:
    """The fields of ``record`` that are set."""
    return {name: value for name, value in asdict(record).items() if value is not None}


def _row(extraction: Extraction) -> dict[str, str]:
    """The texts of a shard's row: JSON, so that lone surrogates pass."""
    parts = {
        "article": _plain(extraction.article),
        "sources": [_plain(source) for source in extraction.sources],
        "claims": [_plain(claim) for claim in extraction.claims],
        "answers": [_plain(answer) for answer in extraction.answers],
        "notes": extraction.notes,
        "kept": {id: b64encode(vector).decode() for id, vector in extraction.vectors.items()},
    }
    whole = {name: json.dumps(part) for name, part in parts.items()}
    return {"id": extraction.article.id, "reader": extraction.reader, **whole}


def _extraction(row: dict[str, Any]) -> Extraction:
    parts = {name: json.loads(row[name]) for name in _TEXTS if name not in ("id", "reader")}
    return Extraction(
        Article(**parts["article"]),
        tuple(Source(**{**each, "aliases": tuple(each["aliases"])}) for each in parts["sources"]),
        tuple(map(_claim, parts["claims"])),
        tuple(Answer(**answer) for answer in parts["answers"]),
        tuple(parts["notes"]),
        {id: b64decode(vector) for id, vector in parts["kept"].items()},
        row["reader"],
    )


def _claim(fields: dict[str, Any]) -> Claim:
    places = ("speaker_spans", "cue_spans", "quote_spans")
    spans = {name: tuple((start, end) for start, end in fields[name]) for name in places}
    return Claim(**{**fields, **spans})
