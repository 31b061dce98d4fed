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
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.errors import EmptyInput
from claims.evaluate.gold import Alignment, Gold, Places, find, read_gold
from claims.evaluate.matching import read_json
from claims.evaluate.result import Result, ingested, known_as, rounded, share
from claims.reading import labels
from claims.records import Article, digest
from claims.store import Filters, Store

if TYPE_CHECKING:
    from claims.engine import Engine

#: Characters shared by two mentions, of all of theirs, for them to be one.
OVERLAP = 0.3
#: Precision, recall and F1, 0 to 1.
Rates = tuple[float, float, float]
SHOWN = 10  # errors of a kind that are printed


class Mention(NamedTuple):
    """A phrase that means a source: ``article`` and ``places`` say where it is."""

    article: str
    places: Places
    source: str
    kind: str
    text: str = ""


def evaluate(
    gold: Path | str, *, texts: Path | str | None = None, engine: Engine | None = None
) -> Result:
    """Score the sources found in the articles beside the gold, across articles, and, where
    ``texts`` is the folder that holds them, in those of ``sources_real.gold``, each on its
    own. Raises `Malformed` for a folder without gold.
    """
    from claims.engine import Engine

    folder = Path(gold)
    engine = engine or Engine()
    parts = [_corpus(read_gold(folder), engine)]
    if texts is not None:
        parts += _real(folder / "sources_real.gold", Path(texts), engine)
    text = "\n".join(line for part in parts for line in _printed(part))
    return Result({"parts": rounded(parts)}, text)


def _corpus(gold: Gold, engine: Engine) -> dict[str, Any]:
    from claims.read.inputs import read

    texts = {article.file: article.text for article in gold.articles}
    wanted = [
        Mention(file, Alignment(texts[file], "").gold(spans), source.id, source.kind)
        for source in gold.sources.values()
        for file, mentions in source.mentions.items()
        for spans in mentions
    ]
    files = [gold.folder.parent / file for file in texts]
    articles = (article for article in read(files) if isinstance(article, Article))
    found = ingested(articles, lambda db: list(_mentions(gold, db)), engine)
    return score(gold.folder.parent.name, wanted, found)


def _mentions(gold: Gold, db: Path) -> Iterator[Mention]:
    """Of all claims of a database."""
    with Store(db) as store:
        sources = store.sources.get()
        for article in store.articles.get():
            match = find(gold.articles, article)
            if match is None:
                continue
            alignment = Alignment(match.text, article.text)
            for claim in store.claims.get(Filters(all=True, article=article.id)):
                if claim.speaker_spans:
                    places = alignment.stored(claim.speaker_spans)
                    kind = sources[claim.source].kind
                    yield Mention(match.file, places, claim.source, kind, claim.speaker)


def _real(path: Path, texts: Path, engine: Engine) -> Iterator[dict[str, Any]]:
    """One part for each collection whose file is in ``texts``."""
    with known_as(f"{path} is no gold of sources"):
        rows = list(labels.lines(path))
    for name in sorted({row["set"] for row in rows}):
        known = _texts(name, texts)
        if known is None:
            continue
        mine = [row for row in rows if row["set"] == name and row["id"] in known]
        if not mine:
            raise EmptyInput(f"{texts} holds other texts under the name {name} than the gold")
        found, wanted = [], []
        extracted = engine.extract([Article(known[row["id"]], language="en") for row in mine])
        for row, extraction in zip(mine, extracted, strict=True):
            id = row["id"]
            kinds = {source.id: source.kind for source in extraction.sources}
            for claim in extraction.claims:
                if claim.speaker_spans:
                    places, kind = _places(claim.speaker_spans), kinds[claim.source]
                    found.append(Mention(id, places, f"{id} {claim.source}", kind, claim.speaker))
            for number, kind in enumerate(row["kinds"]):
                spans = row["clusters"][number]
                wanted += [Mention(id, _places([span]), f"{id} {number}", kind) for span in spans]
        yield score(name, wanted, found)


def _places(spans: Iterable[Sequence[int]]) -> Places:
    return frozenset(i for start, end in spans for i in range(start, end))


def _texts(name: str, folder: Path) -> dict[str, str] | None:
    """{digest: text} of a collection, or None where its file is not in ``folder``."""
    packed, table = folder / f"{name}.json.gz", folder / f"{name}.csv"
    if packed.is_file():
        bodies = [entry["text"] for entry in read_json(packed)]
    elif table.is_file():
        csv.field_size_limit(1 << 28)
        with table.open(encoding="utf-8", newline="") as rows:
            bodies = [row["articleBody"] for row in csv.DictReader(rows)]
    else:
        return None
    return {digest(body): body for body in bodies}


def score(name: str, gold: Sequence[Mention], found: Sequence[Mention]) -> dict[str, Any]:
    """The measures of the module docstring for ``found`` against ``gold``. "merged" and "split"
    are the sources found that hold mentions of several gold sources, and the gold sources spread
    over several, each as the words of its parts."""
    by_article: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        by_article[mention.article].append(mention)
    pairs = [
        (mention, best)
        for mention in gold
        if (best := _best(mention, by_article[mention.article])) is not None
    ]
    truth = [(mention.source, mention.article) for mention, _ in pairs]
    guess = [(mention.source, mention.article) for _, mention in pairs]
    places = {(mention.source, mention.article) for mention in gold}
    across = len(places) > len({source for source, _ in places})
    return {
        "name": name,
        "articles": len({mention.article for mention in gold}),
        "mentions": len(gold),
        "found": len(pairs),
        "pairwise": pairwise(truth, guess, across=False),
        "b3": b_cubed([source for source, _ in truth], [source for source, _ in guess]),
        "across": pairwise(truth, guess, across=True) if across else None,
        "kind": share(sum(one.kind == two.kind for one, two in pairs), len(pairs)),
        "merged": _mixed((two.source, one.source, two.text) for one, two in pairs),
        "split": _mixed((one.source, two.source, two.text) for one, two in pairs),
    }


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
    counts = Counter(
        (one[0] == two[0], first[0] == second[0])
        for (one, first), (two, second) in combinations(zip(truth, guess, strict=True), 2)
        if not across or one[1] != two[1]
    )
    right = counts[True, True]
    return _rates(right, right + counts[False, True], right, right + counts[True, False])


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
    return precision, recall, share(2 * precision * recall, precision + recall)


def _mixed(triples: Iterable[tuple[str, str, str]]) -> list[list[list[str]]]:
    """Of (one, other, words): the different words of each one that stands with more than one
    other, part by part, those with most words first."""
    groups: dict[str, dict[str, dict[str, None]]] = {}
    for one, other, words in triples:
        groups.setdefault(one, {}).setdefault(other, {})[words] = None
    mixed = [[list(part) for part in g.values()] for g in groups.values() if len(g) > 1]
    return sorted(mixed, key=lambda parts: -sum(len(part) for part in parts))


def _printed(part: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{part['name']}: {part['articles']} articles, "
        f"{part['found']} of {part['mentions']} mentions found"
    )
    for name in ("pairwise", "b3", "across"):
        rates = "P {:.3f}  R {:.3f}  F1 {:.3f}".format(*part[name]) if part[name] else "-"
        yield f"  {name:8}  {rates}"
    yield f"  kind      {part['kind']:.3f}"
    yield (
        f"  sources that mix several: {len(part['merged'])}; "
        f"gold sources in pieces: {len(part['split'])}"
    )
    for title, groups in (("mixed", part["merged"]), ("in pieces", part["split"])):
        for parts in groups[:SHOWN]:
            yield f"    {title}: {' | '.join(', '.join(words) for words in parts)}"
