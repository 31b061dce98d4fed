"""Shards: Parquet files of articles with the claims found in them and their vectors.

A shard's name follows from its articles, the models and the version of this package. One
that is there has therefore been worked out already, whichever run has done it.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claims.errors import Malformed
from claims.records import Answer, Article, Claim, Extraction, Source, Spans, digest

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
    table = pa.table(
        {
            "id": [e.article.id for e in shard.extractions],
            "article": [json.dumps(_plain(e.article)) for e in shard.extractions],
            "sources": [json.dumps([_plain(s) for s in e.sources]) for e in shard.extractions],
            "claims": [json.dumps([_plain(c) for c in e.claims]) for e in shard.extractions],
            "answers": [json.dumps([_plain(a) for a in e.answers]) for e in shard.extractions],
            "notes": [json.dumps(e.notes) for e in shard.extractions],
            "reader": [e.reader for e in shard.extractions],
            "kept": [json.dumps(_kept(e)) for e in shard.extractions],
            "vectors": [
                b"".join(next(rows).tobytes() for _ in e.claims) for e in shard.extractions
            ],
        },
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


def _kept(extraction: Extraction) -> dict[str, str]:
    """What a reader keeps of claims, as text."""
    return {id: b64encode(vector).decode() for id, vector in extraction.vectors.items()}


def _vectors(kept: Mapping[str, str]) -> dict[str, bytes]:
    """What `_kept` made text of."""
    return {id: b64decode(vector) for id, vector in kept.items()}


def pack(articles: Sequence[Article]) -> str:
    """``articles`` as text, for the way between machines; lone surrogates pass."""
    return json.dumps([_plain(article) for article in articles])


def unpack(packed: str) -> list[Article]:
    """What `pack` packed."""
    return [Article(**fields) for fields in json.loads(packed)]


def pack_found(extractions: Iterable[Extraction]) -> str:
    """Sources and claims of ``extractions`` as text, without their articles."""
    return json.dumps(
        [
            [
                [_plain(s) for s in e.sources],
                [_plain(c) for c in e.claims],
                [_plain(a) for a in e.answers],
                e.notes,
                _kept(e),
                e.reader,
            ]
            for e in extractions
        ]
    )


def unpack_found(packed: str, articles: Sequence[Article]) -> list[Extraction]:
    """What `pack_found` packed, with ``articles`` again."""
    return [
        Extraction(
            article,
            tuple(map(_source, sources)),
            tuple(map(_claim, claims)),
            tuple(Answer(**answer) for answer in answers),
            tuple(notes),
            _vectors(kept),
            reader,
        )
        for article, (sources, claims, answers, notes, kept, reader) in zip(
            articles, json.loads(packed), strict=True
        )
    ]


def _extraction(row: dict[str, Any]) -> Extraction:
    return Extraction(
        Article(**json.loads(row["article"])),
        tuple(map(_source, json.loads(row["sources"]))),
        tuple(map(_claim, json.loads(row["claims"]))),
        tuple(Answer(**answer) for answer in json.loads(row["answers"])),
        tuple(json.loads(row.get("notes") or "[]")),  # shards of before have none
        _vectors(json.loads(row.get("kept") or "{}")),
        row.get("reader") or "",
    )


def _source(fields: dict[str, Any]) -> Source:
    return Source(**{**fields, "aliases": tuple(fields["aliases"])})


def _claim(fields: dict[str, Any]) -> Claim:
    spans = {name: _spans(fields[name]) for name in ("speaker_spans", "cue_spans", "quote_spans")}
    fields.pop("entities", None)  # shards of before have them
    return Claim(**{**fields, **spans})


def _spans(values: Iterable[Sequence[int]]) -> Spans:
    return tuple((start, end) for start, end in values)
