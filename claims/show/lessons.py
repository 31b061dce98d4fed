"""Corrections and judgements in the form of the readings that the networks are trained on.

A row an article: its statements as the program marked them (``statements``: ``spans`` of the
words, ``speaker`` and ``cue``, in characters of the stored text), and by their number from 1
what people said of them: ``denials`` (``n``, and ``of``: what is denied), ``disputes`` that were
confirmed, dismissed ones under ``near``, ``who`` (number: name, or null for nobody), ``not``
(no statements), and beside these ``words`` (number: the right spans) and ``stance`` (number:
the right one). ``whole`` is false: what nobody corrected is not said to be right, and is not
learned (`claims.reading.labels.readings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from claims.correction import Correction
from claims.records import OPPOSING, Article, Claim, Link, Verdict

if TYPE_CHECKING:
    from claims.store import Store


def readings(store: Store) -> Iterator[dict[str, Any]]:
    """A row for each article in which something was corrected or judged."""
    corrections = store.corrections.get()
    verdicts = {id: each.verdict for id, each in store.links.judgements().items()}
    judged = [link for link in store.links.get(OPPOSING) if link.id in verdicts]
    ends = {id for link in judged for id in (link.a, link.b)}
    homes = {claim.id: claim.article for claim in store.claims.get(ids=ends)}
    inside: dict[str, list[tuple[Link, Verdict]]] = {}
    for link in judged:
        if homes[link.a] == homes[link.b]:
            inside.setdefault(homes[link.a], []).append((link, verdicts[link.id]))
    about: dict[str, dict[str, Correction]] = {}
    for each in corrections.values():
        if each.read is not None:
            about.setdefault(each.read.article, {})[each.claim] = each
    for article in store.articles.get(inside.keys() | about.keys()):
        claims = {c.id: c for c in store.claims.in_articles([article.id]).get(article.id, [])}
        mine = about.get(article.id, {})
        claims |= {id: each.read for id, each in mine.items() if each.read}
        yield _row(article, claims, mine, inside.get(article.id, []))


def _row(
    article: Article,
    claims: Mapping[str, Claim],
    corrections: Mapping[str, Correction],
    judged: list[tuple[Link, Verdict]],
) -> dict[str, Any]:
    places = {id: (each.words,) for id, each in corrections.items() if each.words}
    ordered = sorted(
        claims.values(), key=lambda c: (places.get(c.id, c.quote_spans), c.speaker_spans, c.id)
    )
    number = {claim.id: n for n, claim in enumerate(ordered, start=1)}
    told = {number[id]: each for id, each in corrections.items()}
    statements = {n: each for n, each in sorted(told.items()) if each.statement}
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet,
        "published": article.published,
        "title": article.title,
        "whole": False,
        "statements": [
            {"spans": c.quote_spans, "speaker": c.speaker_spans, "cue": c.cue_spans}
            for c in ordered
        ],
        "denials": [
            {"n": n, "of": _of(each, number), "own": False, "holder": None}
            for n, each in statements.items()
            if each.stance == "denies"
        ],
        "disputes": [
            [number[link.a], number[link.b], link.kind, "clear"]
            for link, verdict in judged
            if verdict == "confirmed"
        ],
        "near": [
            [number[link.a], number[link.b]] for link, verdict in judged if verdict == "dismissed"
        ],
        "who": {
            str(n): None if each.source.nobody else each.source.name
            for n, each in statements.items()
            if each.source is not None
        },
        "not": sorted(told.keys() - statements.keys()),
        "missed": [],
        "words": {str(n): [each.words] for n, each in statements.items() if each.words},
        "stance": {str(n): each.stance for n, each in statements.items() if each.stance},
    }


def _of(correction: Correction, number: Mapping[str, int]) -> list[int]:
    about = correction.read.about if correction.read else None
    return [number[about]] if about is not None and about in number else []
