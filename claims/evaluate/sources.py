"""Score who is who: which phrases the pipeline takes for one source, against gold.

A predicted mention is the speaker of a claim; it stands for the gold mention of the same
article with which it shares most characters. Over the gold mentions that were found so:

    pairwise   of the pairs of mentions that are put together, those that belong together
               (precision), and of those that belong together, those put together (recall)
    b3         the same for each mention and its cluster, averaged over mentions (Bagga and
               Baldwin, 1998), which large clusters do not rule
    across     pairwise, for mentions in different articles alone; none where no source
               speaks in two
    kind       mentions whose source is of the gold's kind

How many mentions were found at all is told beside, since attribution answers for that.
"""

from __future__ import annotations

import csv
import gzip
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from claims.errors import EmptyInput, Malformed
from claims.evaluate.gold import Alignment, find, read_gold
from claims.records import Article, Claim, Extraction, Spans, digest

if TYPE_CHECKING:
    from claims.engine import Engine

#: Characters shared by two mentions, of all of theirs, for them to be one.
OVERLAP = 0.3
#: Precision, recall and F1, 0 to 1.
Rates = tuple[float, float, float]
#: The different words of the mentions in each part of a source.
Parts = tuple[tuple[str, ...], ...]
SHOWN = 10  # errors of a kind that are printed


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that means a source: ``article`` and ``places`` say where it is."""

    article: str
    places: frozenset[int]
    source: str
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SourceScores:
    """Scores over one collection. ``merged`` and ``split`` are the sources found that
    hold mentions of several gold sources, and the gold sources spread over several, each as
    the words of its parts."""

    name: str
    articles: int
    mentions: int
    found: int
    pairwise: Rates
    b3: Rates
    across: Rates | None
    kind: float
    merged: tuple[Parts, ...]
    split: tuple[Parts, ...]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "name": self.name,
            "articles": self.articles,
            "mentions": self.mentions,
            "found": self.found,
            "pairwise": [round(value, 4) for value in self.pairwise],
            "b3": [round(value, 4) for value in self.b3],
            "across": [round(value, 4) for value in self.across] if self.across else None,
            "kind": round(self.kind, 4),
            "merged": [[list(words) for words in parts] for parts in self.merged],
            "split": [[list(words) for words in parts] for parts in self.split],
        }

    def __str__(self) -> str:
        def told(rates: Rates) -> str:
            return "P {:.3f}  R {:.3f}  F1 {:.3f}".format(*rates)

        lines = [
            f"{self.name}: {self.articles} articles, "
            f"{self.found} of {self.mentions} mentions found",
            f"  pairwise  {told(self.pairwise)}",
            f"  b3        {told(self.b3)}",
            f"  across    {told(self.across)}" if self.across else "  across    -",
            f"  kind      {self.kind:.3f}",
            f"  sources that mix several: {len(self.merged)}; "
            f"gold sources in pieces: {len(self.split)}",
        ]
        for title, groups in (("mixed", self.merged), ("in pieces", self.split)):
            lines += [f"    {title}: {_told(parts)}" for parts in groups[:SHOWN]]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class SourceResult:
    """The scores of every collection that was there."""

    parts: tuple[SourceScores, ...]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {"parts": [part.to_json() for part in self.parts]}

    def __str__(self) -> str:
        return "\n".join(str(part) for part in self.parts)


def evaluate(
    gold_dir: Path | str, *, texts: Path | str | None = None, engine: Engine | None = None
) -> SourceResult:
    """Score the sources found in the articles beside the gold, across articles, and, where
    ``texts`` is the folder that holds them, in those of ``sources_real.gold``, each on its
    own. Raises `Malformed` for a folder without gold.
    """
    from claims.engine import Engine

    folder = Path(gold_dir)
    engine = engine or Engine()
    parts = [_corpus(folder, engine)]
    if texts is not None:
        parts += _real(folder / "sources_real.gold", Path(texts), engine)
    return SourceResult(tuple(parts))


def _corpus(folder: Path, engine: Engine) -> SourceScores:
    from claims.read.inputs import read
    from claims.store import Filters
    from claims.tracker import Tracker

    gold = read_gold(folder)
    files = [folder.parent / article.file for article in gold.articles]
    by_file = {article.file: article for article in gold.articles}
    kinds = {row["id"]: row["kind"] for row in _rows(folder / "sources.gold")}
    wanted = [
        Mention(file, Alignment(by_file[file].text, "").gold(spans), source.id, kinds[source.id])
        for source in gold.sources.values()
        for file, mentions in source.mentions.items()
        for spans in mentions
    ]
    found = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        Tracker(Path(scratch, "sources.db"), engine=engine, create=True) as tracker,
    ):
        tracker.ingest(article for article in read(files) if isinstance(article, Article))
        aligned = {}
        for article in tracker.articles():
            match = find(gold.articles, article)
            if match is not None:
                aligned[article.id] = (match.file, Alignment(match.text, article.text))
        sources = {source.id: source.kind for source in tracker.sources()}
        for claim in tracker.claims(Filters(all=True)):
            if claim.article in aligned and claim.speaker_spans:
                file, alignment = aligned[claim.article]
                places = alignment.stored(claim.speaker_spans)
                kind = sources[claim.source]
                found.append(Mention(file, places, claim.source, kind, claim.speaker))
    return score(folder.parent.name, wanted, found)


def _real(path: Path, texts: Path, engine: Engine) -> Iterator[SourceScores]:
    """One part for each collection whose file is in ``texts``."""
    rows = list(_rows(path))
    for name in sorted({row["set"] for row in rows}):
        known = _texts(name, texts)
        if known is None:
            continue
        mine = [row for row in rows if row["set"] == name and row["id"] in known]
        if not mine:
            raise EmptyInput(f"{texts} holds other texts under the name {name} than the gold")
        articles = [Article(known[row["id"]], language="en") for row in mine]
        found = [
            _speaker(row["id"], claim, extraction)
            for row, extraction in zip(mine, engine.extract(articles), strict=True)
            for claim in extraction.claims
            if claim.speaker_spans
        ]
        wanted = [
            Mention(row["id"], _covered([span]), f"{row['id']} {number}", kind)
            for row in mine
            for number, (cluster, kind) in enumerate(
                zip(row["clusters"], row["kinds"], strict=True)
            )
            for span in cluster
        ]
        yield score(name, wanted, found)


def _speaker(article: str, claim: Claim, extraction: Extraction) -> Mention:
    kinds = {source.id: source.kind for source in extraction.sources}
    own = f"{article} {claim.source}"
    places = _covered(claim.speaker_spans)
    return Mention(article, places, own, kinds[claim.source], claim.speaker)


def _texts(name: str, folder: Path) -> dict[str, str] | None:
    """{digest: text} of a collection, or None where its file is not in ``folder``."""
    packed, table = folder / f"{name}.json.gz", folder / f"{name}.csv"
    if packed.is_file():
        with gzip.open(packed, "rt", encoding="utf-8") as lines:
            bodies = [entry["text"] for entry in json.load(lines)]
    elif table.is_file():
        csv.field_size_limit(1 << 28)
        with table.open(encoding="utf-8", newline="") as rows:
            bodies = [row["articleBody"] for row in csv.DictReader(rows)]
    else:
        return None
    return {digest(body): body for body in bodies}


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [cast("dict[str, Any]", json.loads(line)) for line in lines]
    except (OSError, ValueError) as error:
        raise Malformed(f"{path} is no gold of sources: {error}") from error


def _covered(spans: Spans | Iterable[Sequence[int]]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end))


def score(name: str, gold: Sequence[Mention], found: Sequence[Mention]) -> SourceScores:
    """The measures of the module docstring for ``found`` against ``gold``."""
    by_article: dict[str, list[Mention]] = {}
    for mention in found:
        by_article.setdefault(mention.article, []).append(mention)
    pairs = [
        (mention, best)
        for mention in gold
        if (best := _best(mention, by_article.get(mention.article, ()))) is not None
    ]
    truth = [(mention.source, mention.article) for mention, _ in pairs]
    guess = [(mention.source, mention.article) for _, mention in pairs]
    return SourceScores(
        name=name,
        articles=len({mention.article for mention in gold}),
        mentions=len(gold),
        found=len(pairs),
        pairwise=pairwise(truth, guess, across=False),
        b3=b_cubed([source for source, _ in truth], [source for source, _ in guess]),
        across=pairwise(truth, guess, across=True) if _span_articles(gold) else None,
        kind=sum(one.kind == two.kind for one, two in pairs) / max(1, len(pairs)),
        merged=_mixed((two.source, one.source, two.text) for one, two in pairs),
        split=_mixed((one.source, two.source, two.text) for one, two in pairs),
    )


def _best(mention: Mention, found: Iterable[Mention]) -> Mention | None:
    rated = [
        (len(mention.places & other.places) / len(mention.places | other.places), other)
        for other in found
        if mention.places & other.places
    ]
    if not rated:
        return None
    overlap, best = max(rated, key=lambda pair: (pair[0], pair[1].source))
    inside = mention.places <= best.places or best.places <= mention.places
    return best if inside or overlap >= OVERLAP else None


def pairwise(
    truth: Sequence[tuple[str, str]], guess: Sequence[tuple[str, str]], *, across: bool
) -> Rates:
    """Rates over pairs of mentions, each given as (source, article); ``across`` takes only
    the pairs of two articles."""
    right = together = belong = 0
    for (one, first), (two, second) in combinations(zip(truth, guess, strict=True), 2):
        if across and one[1] == two[1]:
            continue
        belongs, put = one[0] == two[0], first[0] == second[0]
        belong += belongs
        together += put
        right += belongs and put
    return _rates(right, together, right, belong)


def b_cubed(truth: Sequence[str], guess: Sequence[str]) -> Rates:
    """Precision, recall and F1 averaged over mentions, given by their sources."""
    both = Counter(zip(truth, guess, strict=True))
    true, guessed = Counter(truth), Counter(guess)
    precision = sum(n * n / guessed[g] for (_, g), n in both.items())
    recall = sum(n * n / true[t] for (t, _), n in both.items())
    return _rates(precision, len(guess), recall, len(truth))


def _rates(right: float, found: float, hit: float, wanted: float) -> Rates:
    precision = right / found if found else 1.0
    recall = hit / wanted if wanted else 1.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _span_articles(gold: Iterable[Mention]) -> bool:
    """Whether any source speaks in two articles."""
    places = {(mention.source, mention.article) for mention in gold}
    return len(places) > len({source for source, _ in places})


def _told(parts: Parts) -> str:
    return " | ".join(", ".join(part) for part in parts)


def _mixed(triples: Iterable[tuple[str, str, str]]) -> tuple[Parts, ...]:
    """Of (one, other, words): the words of each one that stands with more than one other,
    part by part, those with most words first."""
    groups: dict[str, dict[str, dict[str, None]]] = {}
    for one, other, words in triples:
        groups.setdefault(one, {}).setdefault(other, {})[words] = None
    mixed = [tuple(tuple(part) for part in g.values()) for g in groups.values() if len(g) > 1]
    return tuple(sorted(mixed, key=lambda parts: -sum(len(part) for part in parts)))
