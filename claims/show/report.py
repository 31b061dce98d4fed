"""The report: everything that is disputed in one HTML file that works from a disk.

What the file holds is prepared here; how it looks is in ``templates/report.html`` and
``assets``. Disputes are written out, so that they can be read, searched and printed without
scripts; the graph, the timeline and the articles are drawn from the data in the page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from claims.disputes.graph import build, shorten
from claims.records import Article, Claim, Dispute, Link, Opinion, Source, Spans
from claims.said import plural, said, verb
from claims.show import bands, caveat, sides, words
from claims.show.drawing import GRAPH_SCRIPTS, payload
from claims.show.marks import help_of, pieces, web_address
from claims.show.page import render as render_page

#: Articles that a report takes in: all those with disputes, then the newest up to this number.
MOST_ARTICLES = 1000
_FIRST = 2  # claims of a side that are shown at once
_LINKS = 20  # links of a dispute that are told, the surest
_MARGIN = 150  # characters of context on each side of a quote


class _Library:
    """Records by id, and which articles are in the file."""

    def __init__(
        self,
        disputes: Sequence[Dispute],
        claims: Iterable[Claim],
        sources: Iterable[Source],
        articles: Iterable[Article],
        told: Mapping[tuple[str, str], Source] | None,
        most: int,
    ) -> None:
        sided = [side for dispute in disputes for side in dispute.sides]
        disputed = [claim for side in sided for claim in side.claims]
        self.claims = {claim.id: claim for claim in (*claims, *disputed)}
        listed = (source for side in sided for source in side.sources)
        self.sources = {source.id: source for source in (*sources, *listed)}
        self.articles = {article.id: article for article in articles}
        self._told = told
        first = [id for id in dict.fromkeys(c.article for c in disputed) if id in self.articles]
        newest = sorted(self.articles, key=lambda i: (self.articles[i].published or "", i))
        #: Ids of the articles that are in: all those in dispute, best first, then the newest.
        self.inside = dict.fromkeys(first)
        for id in reversed(newest):
            if len(self.inside) < most:
                self.inside[id] = None

    def name(self, claim: Claim) -> str:
        """Who made ``claim``: the source, or the speaker as written where it is unknown."""
        source = self.sources.get(claim.source)
        return (source.name if source else claim.speaker) or "not named"

    def role(self, source: Source | None) -> str:
        """What is known of a source beside its name."""
        if source is None:
            return ""
        about = words.beside(source.name, source.role, source.affiliation)
        if not (source.role or source.affiliation):
            about = source.kind if source.kind in ("government", "group", "document") else ""
        return ", ".join(filter(None, (about, source.wikidata)))

    def told(self, claim: Claim) -> str:
        """What its article tells of who made ``claim``: a role of other days is not for it."""
        source = self.sources.get(claim.source)
        if source is None or self._told is None:
            return self.role(source)
        here = self._told.get((claim.article, source.id))
        role, affiliation = (here.role, here.affiliation) if here else (None, None)
        return self.role(replace(source, role=role, affiliation=affiliation))

    def date(self, claim: Claim) -> str | None:
        """When it was said, or else when that was published."""
        article = self.articles.get(claim.article)
        return claim.said_on or (article.date if article else None)


def render(
    disputes: Sequence[Dispute],
    claims: Iterable[Claim],
    sources: Iterable[Source],
    links: Iterable[Link],
    articles: Iterable[Article],
    *,
    title: str = "Disputed claims",
    most_articles: int = MOST_ARTICLES,
    note: caveat.Caveat | None = None,
    opinions: Iterable[Opinion] = (),
    corrected: Mapping[str, str] | None = None,
    told: Mapping[tuple[str, str], Source] | None = None,
) -> str:
    """The report as one HTML document, the same for the same records and ``note``.

    ``disputes`` appear in their order. ``note`` is what goes with them, made today unless
    given. Articles without disputes are left out, the oldest first, where there are more than
    ``most_articles``. ``opinions`` are told beside the links that they are about,
    ``corrected`` beside the claims by whose id it says who corrected what. ``told`` are sources
    as articles show them, by article and source, whose roles stand with their claims.
    """
    articles = list(articles)
    library = _Library(disputes, claims, sources, articles, told, most_articles)
    read = words.read_of(opinions)
    shown = {link.id: link for dispute in disputes for link in dispute.links}
    echoes = [link for link in links if link.kind == "echo" and link.id not in shown]
    graph = build(
        library.claims.values(),
        library.sources.values(),
        [*shown.values(), *echoes],
        articles,
        read=read,
    )
    return render_page(
        "report.html",
        ["base.css", "graph.css", "report.css"],
        [*GRAPH_SCRIPTS, "articles.js", "timeline.js", "report.js"],
        _data(disputes, library) | {"graph": payload(graph)},
        title=title,
        summary=_summary(disputes, library),
        caveat=(note or caveat.of(disputes, len(articles))).sentences,
        disputes=[(dispute, _sides(dispute, library)) for dispute in disputes],
        options=_options(disputes, library),
        words=words,
        meaning=bands.told,
        read=read,
        corrected=corrected or {},
        most=_LINKS,
        left_out=len(library.articles) - len(library.inside),
    )


def _summary(disputes: Sequence[Dispute], library: _Library) -> str:
    speaking = {claim.source for claim in library.claims.values()}
    outlets = {article.outlet for article in library.articles.values() if article.outlet}
    dates = sorted(d for d in (article.date for article in library.articles.values()) if d)
    parts = [
        words.count(len(disputes), "dispute"),
        words.count(len(library.claims), "claim"),
        words.count(len(speaking), "source"),
        words.count(len(library.articles), "article")
        + (f" from {words.count(len(outlets), 'outlet')}" if outlets else ""),
    ]
    if dates:
        parts.append(words.span(dates[0], dates[-1]))
    return " · ".join(parts)


def _options(disputes: Sequence[Dispute], library: _Library) -> dict[str, list[tuple[str, str]]]:
    """The choices of each filter: (value, label)."""

    def choices(found: Iterable[str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
        counts = Counter(found)
        return [(v, f"{label} ({counts[v]})") for v, label in labels.items() if v in counts]

    people = [id for d in disputes for id in {s.id for side in d.sides for s in side.sources}]
    names = {id: library.sources[id].name for id in people}
    ordered = sorted(names, key=lambda id: (names[id].casefold(), id))
    outlets = [outlet for d in disputes for outlet in _outlets(d)]
    statuses: dict[str, str] = {v: word.capitalize() for v, word in words.STATUSES.items()}
    return {
        "source": choices(people, {id: names[id] for id in ordered}),
        "outlet": choices(outlets, {name: name for name in sorted(outlets, key=str.casefold)}),
        "kind": choices((d.kind for d in disputes), words.KINDS),
        "status": choices((d.status for d in disputes), statuses),
    }


def _outlets(dispute: Dispute) -> list[str]:
    return list(dict.fromkeys(outlet for outlet in dispute.outlets if outlet))


def _sides(dispute: Dispute, library: _Library) -> list[dict[str, Any]]:
    parts = []
    for side in dispute.sides:
        told = [
            (_shown(wording.claim, library), [_again(claim, library) for claim in wording.repeats])
            for wording in sides.wordings(sides.ranked(side, dispute))
        ]
        first = {claim.source: claim for claim in reversed(side.claims)}
        people = []
        for source in side.sources:
            claim = first.get(source.id)
            role = library.told(claim) if claim else library.role(source)
            people.append((source.name or "not named", role))
        parts.append({"people": people, "first": told[:_FIRST], "rest": told[_FIRST:]})
    return parts


def _again(claim: Claim, library: _Library) -> tuple[str, str | None, str]:
    """Who repeats a claim and where, the article if it is in the file, and the claim there."""
    article = library.articles.get(claim.article)
    where = (article and article.outlet) or shorten(_title(article), 40)
    known = claim.article if claim.article in library.inside else None
    return f"{library.name(claim)} ({where})", known, claim.id


def _title(article: Article | None) -> str:
    """The title of an article, or else how it begins."""
    if article is None:
        return "Untitled article"
    begins = article.text[:400].strip().partition("\n")[0]
    return article.title or shorten(begins, 70) or "Untitled article"


def _shown(claim: Claim, library: _Library) -> dict[str, Any]:
    """A claim as the template writes it."""
    article = library.articles.get(claim.article)
    source = library.sources.get(claim.source)
    return {
        "claim": claim,
        "speaker": library.name(claim),
        "role": library.told(claim),
        "stance": verb(claim.stance, several=bool(source and plural(source))),
        "day": words.day(date) if (date := library.date(claim)) else "",
        "pieces": pieces(article.text if article else "", claim, _MARGIN),
        "title": _title(article),
        "outlet": (article and article.outlet) or "",
        "url": web_address(article.url) if article else None,
        "inside": claim.article in library.inside,
    }


def _data(disputes: Sequence[Dispute], library: _Library) -> dict[str, Any]:
    """What the scripts of the page work on."""
    in_article: dict[str, list[Claim]] = {article: [] for article in library.inside}
    for claim in library.claims.values():
        if claim.article in in_article:
            in_article[claim.article].append(claim)
    return {
        "disputes": [_filtered(dispute, library) for dispute in disputes],
        "sources": {
            source.id: [source.name, library.role(source)] for source in library.sources.values()
        },
        "articles": [
            _article(library.articles[article], article, own, library)
            for article, own in in_article.items()
        ],
    }


def _filtered(dispute: Dispute, library: _Library) -> dict[str, Any]:
    return {
        "id": dispute.id,
        "topic": dispute.topic,
        "kind": dispute.kind,
        "status": dispute.status,
        "first": (dispute.first_date or "")[:10],
        "last": (dispute.last_date or dispute.first_date or "")[:10],
        "sources": [source.id for side in dispute.sides for source in side.sources],
        "outlets": _outlets(dispute),
        "claims": [
            {
                "id": claim.id,
                "source": claim.source,
                "stance": claim.stance,
                "said": said(claim),
                "date": (library.date(claim) or "")[:10],
                "quote": shorten(claim.quote.removeprefix("that "), 240),
                "help": help_of(claim.quote, claim.wording),
                "article": claim.article,
            }
            for side in dispute.sides
            for claim in side.claims
        ],
    }


def _article(article: Article, key: str, claims: list[Claim], library: _Library) -> dict[str, Any]:
    units = _Units(article.text)
    return {
        "id": key,
        "title": _title(article),
        "outlet": article.outlet or "",
        "author": article.author or "",
        "date": article.date or "",
        "day": words.day(article.date),
        "url": web_address(article.url),
        "text": article.text,
        "claims": [
            {
                "id": claim.id,
                "source": claim.source,
                "speaker": library.name(claim),
                "stance": claim.stance,
                "said": said(claim),
                "day": words.day(claim.said_on),
                "spans": [
                    units.spans(claim.speaker_spans),
                    units.spans(claim.cue_spans),
                    units.spans(claim.quote_spans),
                ],
            }
            for claim in sorted(claims, key=lambda c: (c.quote_spans, c.id))
        ],
    }


class _Units:
    """Turns offsets in code points into offsets in UTF-16 units, which browsers count in."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, letter in enumerate(text) if letter > "\uffff"]

    def spans(self, spans: Spans) -> list[list[int]]:
        return [[self._unit(start), self._unit(end)] for start, end in spans]

    def _unit(self, offset: int) -> int:
        return offset + bisect_left(self._wide, offset)
