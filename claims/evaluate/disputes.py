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
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import EmptyInput, Malformed
from claims.evaluate.alike import same_name
from claims.evaluate.gold import (
    Alignment,
    Gold,
    GoldArticle,
    GoldClaim,
    find,
    found_anew,
    read_gold,
)
from claims.evaluate.layers import Layers, layers
from claims.evaluate.scores import DisputeResult, Flag, Missed, average_precision, calibrate
from claims.output import writing
from claims.records import OPPOSING, Article, Claim, LinkKind, Spans

if TYPE_CHECKING:
    from claims.compare.decide import Options

OVERLAP = 0.3
#: Less of a stored text than this in the gold's text: it is another article.
LEAST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """A predicted claim. ``article`` is the id of the gold article that it is in."""

    id: str
    article: str
    source: str
    quote: str
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predicted:
    """A predicted link, or a dispute of which any pair across its sides may be meant."""

    kind: LinkKind
    score: float
    reasons: tuple[str, ...]
    pairs: tuple[tuple[Told, Told], ...]


def evaluate(
    gold_dir: Path | str,
    *,
    disputes: Sequence[Mapping[str, Any]] | Path | str | None = None,
    db: Path | str | None = None,
    options: Options | None = None,
    predictions: Path | str | None = None,
) -> DisputeResult:
    """Score the links of a database, what ``claims disputes --json`` printed (``disputes``:
    the list, or a file of it), or, with neither, what an ingest of the articles beside the
    gold finds with ``options``.

    One of ``disputes`` counts as one flag, right when a pair of claims across its sides is
    a gold pair. ``predictions`` is where to write every flag with its judgement, as JSON
    lines. Raises `Malformed` for a folder without gold, `EmptyInput` where nothing of the
    gold's articles is there.
    """
    gold = read_gold(Path(gold_dir))
    found_anew(options, db, disputes)
    if disputes is not None:
        result = _measure(gold, _of_json(gold, _read_disputes(disputes)))
    elif db is not None:
        if not Path(db).is_file():
            raise EmptyInput(f"{db} does not exist; name a database made by claims ingest")
        result = _of_database(gold, Path(db))
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "evaluate.db")
            _ingest(gold, path, options)
            result = _of_database(gold, path)
    if predictions is not None:
        lines = [json.dumps(flag.to_json(), ensure_ascii=False) for flag in result.flags]
        with writing(predictions, db) as stream:
            stream.writelines(line + "\n" for line in lines)
    return result


def _read_disputes(
    disputes: Sequence[Mapping[str, Any]] | Path | str,
) -> Sequence[Mapping[str, Any]]:
    if not isinstance(disputes, (str, Path)):
        return disputes
    try:
        found = json.loads(Path(disputes).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Malformed(f"{disputes} cannot be read as JSON: {error}") from error
    if not isinstance(found, list):
        raise Malformed(f"{disputes} is not the list that `claims disputes --json` prints")
    return found


def _ingest(gold: Gold, db: Path, options: Options | None) -> None:
    from claims.read.inputs import read
    from claims.tracker import Tracker

    files = [gold.folder.parent / article.file for article in gold.articles]
    with Tracker(db, options=options, create=True) as tracker:
        tracker.ingest(found for found in read(files) if isinstance(found, Article))


def _of_database(gold: Gold, db: Path) -> DisputeResult:
    from claims.store import Filters
    from claims.tracker import Tracker

    with Tracker(db) as tracker:
        aligned = _aligned(gold, tracker.articles())
        claims = [c for c in tracker.claims(Filters(all=True)) if c.article in aligned]
        names = {source.id: source.name for source in tracker.sources()}
        told = {claim.id: _told(aligned[claim.article], claim, names) for claim in claims}
        predicted = [
            Predicted(link.kind, link.score, link.reasons, ((told[link.a], told[link.b]),))
            for link in tracker.links()
            if link.a in told and link.b in told
        ]
    matched = {claim.id: claim.gold for claim in told.values()}
    return _measure(gold, predicted, layers(gold, claims, names, matched), matched)


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


def _told(aligned: tuple[GoldArticle, Alignment], claim: Claim, names: Mapping[str, str]) -> Told:
    article, alignment = aligned
    return Told(
        claim.id,
        article.id,
        names.get(claim.source, claim.speaker),
        claim.quote,
        matches(article, alignment, claim.cue_spans, claim.quote_spans),
    )


def matches(
    article: GoldArticle, alignment: Alignment, cue: Spans, quote: Spans
) -> tuple[str, ...]:
    """The ids of the gold claims that a predicted claim is, the best first."""
    its_cue, its_quote = alignment.stored(cue), alignment.stored(quote)
    rated = []
    for claim in article.claims:
        content = alignment.gold(claim.quote_spans)
        overlap = len(content & its_quote) / max(1, len(content | its_quote))
        cued = bool(alignment.gold(claim.cue_spans) & its_cue)
        if overlap >= OVERLAP or cued:
            rated.append((-overlap - cued, claim.id))
    return tuple(id for _, id in sorted(rated))


def _of_json(gold: Gold, disputes: Sequence[Mapping[str, Any]]) -> list[Predicted]:
    predicted = []
    try:
        for dispute in disputes:
            sides = [
                [told for claim in side["claims"] if (told := _of_claim(gold, claim))]
                for side in dispute["sides"]
            ]
            pairs = tuple(
                (one, two)
                for place, side in enumerate(sides)
                for other in sides[place + 1 :]
                for one in side
                for two in other
            )
            if pairs:
                score, reasons = float(dispute["score"]), tuple(dispute["reasons"])
                predicted.append(Predicted(dispute["kind"], score, reasons, pairs))
    except (KeyError, TypeError, AttributeError) as error:
        raise Malformed(
            f"the predictions are not what `claims disputes --json` prints: {error!r}"
        ) from error
    return predicted


def _of_claim(gold: Gold, claim: Mapping[str, Any]) -> Told | None:
    """A claim of ``--json``: without the stored text its offsets are the gold's, checked by
    looking for the quote there."""
    url = claim["article"]["url"]
    article = next((a for a in gold.articles if a.url and a.url == url), None)
    if article is None:
        return None
    spans = {
        name: tuple((int(start), int(end)) for start, end in claim["spans"][name])
        for name in ("cue", "quote")
    }
    shift = _shift(article.text, claim["quote"], spans["quote"])
    moved = {name: tuple((s + shift, e + shift) for s, e in of) for name, of in spans.items()}
    alignment = Alignment(article.text, article.text)
    return Told(
        claim["id"],
        article.id,
        claim["source"],
        claim["quote"],
        matches(article, alignment, moved["cue"], moved["quote"]),
    )


def _shift(text: str, quote: str, spans: Spans) -> int:
    """How far the gold's text lies from the stored one (a headline on top)."""
    if not spans:
        return 0
    first = quote.split(" … ")[0]
    found = text.find(first)
    return found - spans[0][0] if found >= 0 and text.find(first, found + 1) < 0 else 0


def _measure(
    gold: Gold,
    predicted: Sequence[Predicted],
    claim_layers: Layers | None = None,
    matched: Mapping[str, tuple[str, ...]] | None = None,
) -> DisputeResult:
    """The result; ``matched`` is None where the predictions do not tell which claims were
    found at all."""
    found_claims = None
    if matched is not None:
        found_claims = frozenset(id for ids in matched.values() for id in ids)
    claims = gold.claims()
    kinds: dict[frozenset[str], set[LinkKind]] = {}
    required: dict[frozenset[str], tuple[str, str]] = {}
    for pair in gold.pairs:
        kinds.setdefault(gold.key(pair.a, pair.b), set()).add(pair.kind)
        if pair.required and pair.kind in OPPOSING:
            required.setdefault(gold.key(pair.a, pair.b), (pair.a, pair.b))
    traps = {gold.key(trap.a, trap.b): trap.why for trap in gold.traps}
    names = {source: gold.names(source) for source in gold.sources}
    opposing = sorted((p for p in predicted if p.kind in OPPOSING), key=lambda p: -p.score)
    flags = [_flag(gold, p, kinds, traps, claims, names) for p in opposing]
    hits = [flag.hits & required.keys() for flag in flags]
    found: frozenset[frozenset[str]] = frozenset()
    ranked = []
    for flag, pairs in zip(flags, hits, strict=True):
        ranked.append((flag.right, len(pairs - found)))
        found |= pairs
    echoes = [p for p in predicted if p.kind == "echo"]
    return DisputeResult(
        gold=str(gold.folder),
        articles=len(gold.articles),
        claims=len(claims),
        layers=claim_layers,
        required=len(required),
        found=len(found),
        average_precision=average_precision(ranked, len(required)),
        flags=tuple(flags),
        missed=tuple(
            _missed(claims[a], claims[b], kinds[key], found_claims)
            for key, (a, b) in required.items()
            if key not in found
        ),
        calibration=calibrate([(f.score, f.right) for f in flags]),
        by_kind=_by_kind(required, kinds, found),
        echoes=len(echoes),
        echoes_right=sum(
            "echo" in kinds.get(key, ()) for p in echoes for key in list(_keys(gold, p))[:1]
        ),
    )


def _keys(gold: Gold, predicted: Predicted) -> dict[frozenset[str], tuple[Told, Told, str, str]]:
    """The gold keys that a prediction could mean, the best match first."""
    keys: dict[frozenset[str], tuple[Told, Told, str, str]] = {}
    for one, two in predicted.pairs:
        for a in one.gold:
            for b in two.gold:
                if a != b:
                    keys.setdefault(gold.key(a, b), (one, two, a, b))
    return keys


def _flag(
    gold: Gold,
    predicted: Predicted,
    kinds: Mapping[frozenset[str], set[LinkKind]],
    traps: Mapping[frozenset[str], str],
    claims: Mapping[str, GoldClaim],
    names: Mapping[str, frozenset[str]],
) -> Flag:
    keys = _keys(gold, predicted)
    hits = [key for key in keys if kinds.get(key, set()) & OPPOSING]
    one, two = predicted.pairs[0]
    sources_right = None
    if hits:
        one, two, a, b = keys[hits[0]]
        sources_right = same_name(one.source, names[claims[a].source]) and same_name(
            two.source, names[claims[b].source]
        )
    trap = next((traps[key] for key in keys if key in traps), None)
    return Flag(
        kind=predicted.kind,
        score=predicted.score,
        reasons=predicted.reasons,
        right=bool(hits),
        kind_right=predicted.kind in set().union(*(kinds[key] for key in hits)) if hits else None,
        sources_right=sources_right,
        trap=trap if not hits else None,
        hits=frozenset(hits),
        articles=(one.article, two.article),
        sources=(one.source, two.source),
        quotes=(one.quote, two.quote),
    )


def _missed(
    a: GoldClaim, b: GoldClaim, kinds: set[LinkKind], found: frozenset[str] | None
) -> Missed:
    lost = tuple(claim.id for claim in (a, b) if found is not None and claim.id not in found)
    return Missed(
        kinds=tuple(sorted(kinds & OPPOSING)),
        claims=(a.id, b.id),
        sources=(a.speaker or a.source, b.speaker or b.source),
        quotes=(f"{a.cue}: {a.quote}", f"{b.cue}: {b.quote}"),
        not_extracted=lost,
    )


def _by_kind(
    required: Iterable[frozenset[str]],
    kinds: Mapping[frozenset[str], set[LinkKind]],
    found: frozenset[frozenset[str]],
) -> dict[str, tuple[int, int]]:
    table: dict[str, tuple[int, int]] = dict.fromkeys(sorted(OPPOSING), (0, 0))
    for key in required:
        for kind in kinds[key] & OPPOSING:
            hit, total = table[kind]
            table[kind] = (hit + (key in found), total + 1)
    return table
