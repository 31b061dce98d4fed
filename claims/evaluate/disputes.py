"""Score disputes against the gold of a corpus: which flags are right, which are missing.

A predicted link is right when both its claims are claims of a gold pair, in either order.
A predicted claim is a gold claim when, in the same article, the contents' characters have
an intersection over union of at least `OVERLAP`, or the cues share a character. Claims that
the gold calls the same (wire copy, the same source repeating itself) count as one.

    precision          right links among those predicted
    recall             required gold pairs found
    average precision  mean, over the required pairs, of the precision at which each is found
    kind               of the right links, those of the gold's kind
    source             of the right links, those with both sources right
    traps              pairs that look like a dispute and are none, and were flagged

The calibration table says how often links of a score are right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from claims.errors import EmptyInput, Malformed
from claims.evaluate.alike import same_name
from claims.evaluate.gold import Alignment, Gold, GoldArticle, find, read_gold
from claims.evaluate.layers import NAMES, layers
from claims.evaluate.result import Result, database, ingested, rounded, share
from claims.evaluate.scores import average_precision, calibrate, print_calibration
from claims.output import writing
from claims.records import OPPOSING, Article, Claim, Link, LinkKind
from claims.store import Filters, Store

OVERLAP = 0.3
#: Less of a stored text than this in the gold's text: it is another article.
LEAST_SHARED = 0.5
WIDEST = 100  # characters of a quote in the printed lists

#: What identifies a pair of the gold.
Key = frozenset[str]


def evaluate(
    gold: Path | str, *, db: Path | str | None = None, predictions: Path | str | None = None
) -> Result:
    """Score the links of the database ``db``, or else what an ingest of the articles beside the
    gold finds. ``predictions`` is where to write every flag with its judgement, as JSON lines.

    Raises `Malformed` for a folder without gold, `EmptyInput` where nothing of the gold's
    articles is there.
    """
    from claims.read.inputs import read

    known = read_gold(Path(gold))
    if db is not None:
        result = _measure(known, database(db))
    else:
        files = [known.folder.parent / article.file for article in known.articles]
        articles = (found for found in read(files) if isinstance(found, Article))
        result = ingested(articles, lambda path: _measure(known, path))
    if predictions is not None:
        with writing(predictions, db) as stream:
            for flag in result.told["flags"]:
                stream.write(json.dumps(flag, ensure_ascii=False) + "\n")
    return result


def _measure(gold: Gold, db: Path) -> Result:
    with Store(db) as store:
        found = _Compared(gold, store)
        links = store.links.get()
    links = [link for link in links if link.a in found.claims and link.b in found.claims]
    links.sort(key=lambda link: -link.score)
    opposing = [link for link in links if link.kind in OPPOSING]
    echoes = [link for link in links if link.kind == "echo"]
    kinds = found.kinds
    required: dict[Key, tuple[str, str]] = {}
    for pair in gold.pairs:
        if pair.required and pair.kind in OPPOSING:
            required.setdefault(gold.key(pair.a, pair.b), (pair.a, pair.b))
    ranked, reached = [], set[Key]()
    for link in opposing:
        hits = found.hits(link)
        new = (hits & required.keys()) - reached
        ranked.append((bool(hits), len(new)))
        reached |= new
    flags = [found.flag(link) for link in opposing]
    right = [flag for flag in flags if flag["right"]]
    bins = calibrate([(flag["score"], flag["right"]) for flag in flags])
    told = {
        "gold": str(gold.folder),
        "articles": len(gold.articles),
        "claims": len(gold.claims()),
        "layers": layers(gold, found.claims.values(), found.names, found.matched),
        "flagged": len(flags),
        "required": len(required),
        "found": len(reached),
        "precision": share(len(right), len(flags)),
        "recall": share(len(reached), len(required)),
        "average_precision": average_precision(ranked, len(required)),
        "kind_right": share(sum(flag["kind_right"] for flag in right), len(right)),
        "sources_right": share(sum(flag["sources_right"] for flag in right), len(right)),
        "traps_flagged": sum(flag["trap"] is not None for flag in flags),
        "echoes": len(echoes),
        "echoes_right": sum(
            "echo" in kinds.get(key, ()) for link in echoes for key in list(found.keys(link))[:1]
        ),
        "by_kind": {
            kind: {
                "found": sum(kind in kinds[key] for key in reached),
                "required": sum(kind in kinds[key] for key in required),
            }
            for kind in sorted(OPPOSING)
        },
        "calibration": [{**b, "mean_score": round(b["mean_score"], 3)} for b in bins],
        "flags": flags,
        "missed": [
            found.missed(key, *pair) for key, pair in required.items() if key not in reached
        ],
    }
    return Result(rounded(told), "\n".join(_printed(told, len(right))))


class _Compared:
    """What a database has of the gold's articles: ``claims`` by id, ``matched``: the gold claims
    that each is, ``names`` of sources by id; and the ``kinds`` of the gold's pairs."""

    def __init__(self, gold: Gold, store: Store) -> None:
        self.gold = gold
        self._aligned = _aligned(gold, store.articles.get())
        found = store.claims.get(Filters(all=True))
        self.claims = {claim.id: claim for claim in found if claim.article in self._aligned}
        self.names = {source.id: source.name for source in store.sources.get().values()}
        self.matched = {
            id: matches(*self._aligned[claim.article], claim) for id, claim in self.claims.items()
        }
        self.kinds: dict[Key, set[LinkKind]] = {}
        for pair in gold.pairs:
            self.kinds.setdefault(gold.key(pair.a, pair.b), set()).add(pair.kind)
        self._traps = {gold.key(trap.a, trap.b): trap.why for trap in gold.traps}
        self._known = gold.claims()

    def keys(self, link: Link) -> dict[Key, tuple[str, str]]:
        """The gold pairs that a link could mean, the best match first."""
        keys: dict[Key, tuple[str, str]] = {}
        for a, b in product(self.matched[link.a], self.matched[link.b]):
            if a != b:
                keys.setdefault(self.gold.key(a, b), (a, b))
        return keys

    def hits(self, link: Link) -> list[Key]:
        """Those of them that are in dispute."""
        return [key for key in self.keys(link) if self.kinds.get(key, set()) & OPPOSING]

    def flag(self, link: Link) -> dict[str, Any]:
        """A predicted dispute, judged. "trap" says why the gold calls the pair none; whether its
        kind and sources are right is None where the flag is wrong altogether."""
        claims = [self.claims[id] for id in (link.a, link.b)]
        sources = [self.names[claim.source] for claim in claims]
        keys, hits = self.keys(link), self.hits(link)
        told: dict[str, Any] = {
            "kind": link.kind,
            "score": link.score,
            "reasons": list(link.reasons),
            "right": bool(hits),
            "kind_right": None,
            "sources_right": None,
            "trap": None,
            "articles": [self._aligned[claim.article][0].id for claim in claims],
            "sources": sources,
            "quotes": [claim.quote for claim in claims],
        }
        if hits:
            told["kind_right"] = any(link.kind in self.kinds[key] for key in hits)
            told["sources_right"] = all(
                same_name(name, self.gold.names(self._known[id].source))
                for name, id in zip(sources, keys[hits[0]], strict=True)
            )
        else:
            told["trap"] = next((self._traps[key] for key in keys if key in self._traps), None)
        return told

    def missed(self, key: Key, *ids: str) -> dict[str, Any]:
        """A required gold pair that nothing flags; "not_extracted" are the ids of its claims that
        were not even found as claims."""
        found = {id for some in self.matched.values() for id in some}
        claims = [self._known[id] for id in ids]
        return {
            "kinds": sorted(self.kinds[key] & OPPOSING),
            "claims": list(ids),
            "sources": [claim.speaker or claim.source for claim in claims],
            "quotes": [f"{claim.cue}: {claim.quote}" for claim in claims],
            "not_extracted": [id for id in ids if id not in found],
        }


def _aligned(gold: Gold, articles: Iterable[Article]) -> dict[str, tuple[GoldArticle, Alignment]]:
    """{id of a stored article: its gold article and where its characters are in that}."""
    aligned = {}
    for article in articles:
        match = find(gold.articles, article)
        if match is None:
            continue
        alignment = Alignment(match.text, article.text)
        if alignment.share < LEAST_SHARED:
            raise Malformed(
                f"{article.origin or article.url} has other words than {match.file} of the "
                "gold; ingest the corpus again"
            )
        aligned[article.id] = (match, alignment)
    if not aligned:
        raise EmptyInput(f"none of the articles of {gold.folder} is there; ingest them first")
    return aligned


def matches(article: GoldArticle, alignment: Alignment, claim: Claim) -> tuple[str, ...]:
    """The ids of the gold claims that a predicted claim is, the best first."""
    cue, quote = alignment.stored(claim.cue_spans), alignment.stored(claim.quote_spans)
    rated = []
    for known in article.claims:
        content = alignment.gold(known.quote_spans)
        overlap = len(content & quote) / max(1, len(content | quote))
        cued = bool(alignment.gold(known.cue_spans) & cue)
        if overlap >= OVERLAP or cued:
            rated.append((-overlap - cued, known.id))
    return tuple(id for _, id in sorted(rated))


def _printed(told: Mapping[str, Any], right: int) -> Iterator[str]:
    """The figures, the calibration table, the wrong flags and the missed pairs."""
    claims = ", ".join("{} {}/{}".format(name, *told["layers"][name]) for name in NAMES)
    kinds = (f"{k} {n['found']}/{n['required']}" for k, n in told["by_kind"].items())
    yield f"{told['articles']} articles, {told['claims']} gold claims; right: {claims}"
    yield f"precision          {told['precision']:.3f}  ({right} of {told['flagged']} flags)"
    yield f"recall             {told['recall']:.3f}  ({told['found']} of {told['required']} pairs)"
    yield f"average precision  {told['average_precision']:.3f}"
    yield f"kind right         {told['kind_right']:.3f}"
    yield f"sources right      {told['sources_right']:.3f}"
    yield f"traps flagged      {told['traps_flagged']}"
    yield f"echoes             {told['echoes_right']} right of {told['echoes']}"
    yield ""
    yield f"recall by kind     {', '.join(kinds)}"
    yield print_calibration(told["calibration"])
    wrong = [flag for flag in told["flags"] if not flag["right"]]
    if wrong:
        yield from ("", f"Wrong flags ({len(wrong)}):")
    for flag in wrong:
        trap = f" trap: {flag['trap']}" if flag["trap"] else ""
        yield f"{flag['score']:.2f} {flag['kind']} [{', '.join(flag['reasons'])}]{trap}"
        yield from _sides(flag["articles"], flag)
    if told["missed"]:
        yield from ("", f"Missed pairs ({len(told['missed'])}):")
    for missed in told["missed"]:
        lost = ", ".join(missed["not_extracted"])
        yield "/".join(missed["kinds"]) + (f" (not extracted: {lost})" if lost else "")
        yield from _sides(missed["claims"], missed)


def _sides(where: Sequence[str], told: Mapping[str, Any]) -> Iterator[str]:
    for place, source, quote in zip(where, told["sources"], told["quotes"], strict=True):
        yield f"    {place}: {source}: {' '.join(quote.split())[:WIDEST]}"
