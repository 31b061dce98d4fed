"""The report: everything that is disputed in one HTML file that works from a disk.

What the file holds is prepared here; how it looks is in ``templates/report.html`` and
``assets``. Disputes are written out, so that they can be read, searched and printed without
scripts; the graph, the timeline and the articles are drawn from the data in the page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claims.disputes import graph as claim_graph
from claims.records import Article, Claim, Dispute, Link, Opinion, Source, Spans
from claims.show import bands, caveat, sides, words
from claims.show.drawing import GRAPH_SCRIPTS, payload
from claims.show.marks import Piece, help_of, pieces, printable, web_address
from claims.show.page import render as render_page

#: Articles that a report takes in: all those with disputes, then the newest up to this number.
MOST_ARTICLES = 1000
_FIRST = 2  # claims of a side that are shown at once
_LINKS = 20  # links of a dispute that are told, the surest
_MARGIN = 150  # characters of context on each side of a quote


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim as the template writes it."""

    claim: Claim
    speaker: str
    role: str
    stance: str
    day: str
    pieces: list[Piece]
    title: str
    outlet: str
    url: str | None
    inside: bool
    corrected: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A link between two claims as the template writes it."""

    id: str
    kind: str
    score: str
    explanation: str
    read: tuple[str, ...]


class Library:
    """Records by id, in the order and numbers that the page uses."""

    def __init__(
        self,
        claims: Iterable[Claim],
        sources: Iterable[Source],
        articles: Iterable[Article],
        opinions: Iterable[Opinion] = (),
        corrected: Mapping[str, str] | None = None,
        told: Mapping[tuple[str, str], Source] | None = None,
    ) -> None:
        self._told = told
        self.claims = {claim.id: claim for claim in claims}
        self.sources = {source.id: source for source in sources}
        self.articles = {article.id: article for article in articles}
        self.opinions = words.read_of(opinions)
        self.corrected = corrected or {}

    def read(self, link: Link) -> tuple[str, ...]:
        """What language models say of ``link``, in words."""
        return tuple(map(printable, self.opinions.get(link.id, ())))

    def name(self, claim: Claim) -> str:
        """Who made ``claim``: the source, or the speaker as written where it is unknown."""
        source = self.sources.get(claim.source)
        return printable(source.name if source else claim.speaker) or "not named"

    def role(self, source: Source | None) -> str:
        """What is known of a source beside its name."""
        if source is None:
            return ""
        about = printable(words.beside(source.name, source.role, source.affiliation))
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
    library = Library(claims, sources, articles, opinions, corrected, told)
    for side in (side for dispute in disputes for side in dispute.sides):
        library.claims.update((claim.id, claim) for claim in side.claims)
        library.sources.update((source.id, source) for source in side.sources)
    inside = _included(disputes, library, most_articles)
    shown = {link.id: link for dispute in disputes for link in dispute.links}
    echoes = [link for link in links if link.kind == "echo" and link.id not in shown]
    graph = claim_graph.build(
        library.claims.values(),
        library.sources.values(),
        [*shown.values(), *echoes],
        articles,
        read=library.opinions,
    )
    return render_page(
        "report.html",
        ["base.css", "graph.css", "report.css"],
        [*GRAPH_SCRIPTS, "articles.js", "timeline.js", "report.js"],
        _data(disputes, library, inside) | {"graph": payload(graph)},
        title=printable(title),
        summary=_summary(disputes, library),
        caveat=(note or caveat.of(disputes, len(articles))).sentences,
        disputes=[_entry(dispute, library, inside) for dispute in disputes],
        options=_options(disputes, library),
        words=words,
        left_out=len(library.articles) - len(inside),
    )


def _included(disputes: Sequence[Dispute], library: Library, most: int) -> list[str]:
    """Ids of the articles to include: all those in dispute, best first, then the newest."""
    wanted = dict.fromkeys(
        claim.article for d in disputes for side in d.sides for claim in side.claims
    )
    newest = sorted(
        library.articles, key=lambda i: (library.articles[i].published or "", i), reverse=True
    )
    disputed = [article for article in wanted if article in library.articles]
    rest = [article for article in newest if article not in wanted]
    return disputed + rest[: max(0, most - len(disputed))]


def _summary(disputes: Sequence[Dispute], library: Library) -> str:
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


def _options(disputes: Sequence[Dispute], library: Library) -> Mapping[str, list[tuple[str, str]]]:
    """The choices of each filter: (value, label)."""
    people = Counter(
        source for d in disputes for source in {s.id for side in d.sides for s in side.sources}
    )
    names = {source: printable(library.sources[source].name) for source in people}
    outlets = Counter(outlet for d in disputes for outlet in _outlets(d))
    kinds = Counter[str](dispute.kind for dispute in disputes)
    statuses = Counter[str](dispute.status for dispute in disputes)
    return {
        "source": [
            (source, f"{names[source]} ({people[source]})")
            for source in sorted(people, key=lambda s: (names[s].casefold(), s))
        ],
        "outlet": [
            (outlet, f"{outlet} ({outlets[outlet]})")
            for outlet in sorted(outlets, key=str.casefold)
        ],
        "kind": [(k, f"{label} ({kinds[k]})") for k, label in words.KINDS.items() if k in kinds],
        "status": [
            (s, f"{label.capitalize()} ({statuses[s]})")
            for s, label in words.STATUSES.items()
            if s in statuses
        ],
    }


def _outlets(dispute: Dispute) -> list[str]:
    return list(dict.fromkeys(printable(outlet) for outlet in dispute.outlets if outlet))


def _entry(dispute: Dispute, library: Library, inside: Sequence[str]) -> dict[str, Any]:
    known = frozenset(inside)
    parts = []
    for side in dispute.sides:
        told = [
            (_shown(wording.claim, library, known), _again(wording, library, known))
            for wording in sides.wordings(sides.ranked(side, dispute))
        ]
        first = {claim.source: claim for claim in reversed(side.claims)}
        people = [
            (
                printable(s.name) or "not named",
                library.told(first[s.id]) if s.id in first else library.role(s),
            )
            for s in side.sources
        ]
        parts.append({"people": people, "first": told[:_FIRST], "rest": told[_FIRST:]})
    return {
        "id": dispute.id,
        "kind": dispute.kind,
        "status": dispute.status,
        "topic": printable(dispute.topic),
        "score": f"{dispute.score:.2f}",
        "meaning": bands.told(dispute.score),
        "when": words.span(dispute.first_date, dispute.last_date),
        "outlets": _outlets(dispute),
        "explanation": printable(dispute.explanation),
        "reasons": [words.reason(printable(code)) for code in _reasons(dispute)],
        "sides": parts,
        "read": library.read(dispute.links[0]) if dispute.links else (),
        "links": [_tie(link, library) for link in dispute.links[:_LINKS]],
        "more_links": max(0, len(dispute.links) - _LINKS),
    }


def _reasons(dispute: Dispute) -> tuple[str, ...]:
    """Those of the surest link, which the explanation speaks of."""
    return dispute.links[0].reasons if dispute.links else dispute.reasons


def _again(
    wording: sides.Wording, library: Library, inside: frozenset[str]
) -> list[tuple[str, str | None, str]]:
    """Who repeats a claim and where, the article if it is in the file, and the claim there."""
    found = []
    for claim in wording.repeats:
        article = library.articles.get(claim.article)
        where = (article and article.outlet) or claim_graph.shorten(_title(article), 40)
        known = claim.article if claim.article in inside else None
        found.append((f"{library.name(claim)} ({printable(where)})", known, claim.id))
    return found


def _title(article: Article | None) -> str:
    """The title of an article, or else how it begins."""
    if article is None:
        return "Untitled article"
    begins = article.text[:400].strip().partition("\n")[0]
    return printable(article.title or claim_graph.shorten(begins, 70) or "Untitled article")


def _shown(claim: Claim, library: Library, inside: frozenset[str]) -> Shown:
    article = library.articles.get(claim.article)
    source = library.sources.get(claim.source)
    return Shown(
        claim=claim,
        speaker=library.name(claim),
        role=library.told(claim),
        stance=words.verb(claim.stance, several=bool(source and words.plural(source))),
        day=words.day(date) if (date := library.date(claim)) else "",
        pieces=pieces(article.text if article else "", claim, _MARGIN),
        title=_title(article),
        outlet=printable((article and article.outlet) or ""),
        url=web_address(article.url) if article else None,
        inside=claim.article in inside,
        corrected=printable(library.corrected.get(claim.id, "")),
    )


def _tie(link: Link, library: Library) -> Tie:
    return Tie(
        link.id,
        words.KINDS[link.kind],
        f"{link.score:.2f}",
        printable(link.explanation),
        library.read(link),
    )


def _data(disputes: Sequence[Dispute], library: Library, inside: Sequence[str]) -> dict[str, Any]:
    """What the scripts of the page work on."""
    in_article: dict[str, list[Claim]] = {article: [] for article in inside}
    for claim in library.claims.values():
        if claim.article in in_article:
            in_article[claim.article].append(claim)
    return {
        "disputes": [_filtered(dispute, library) for dispute in disputes],
        "sources": {
            source.id: [printable(source.name), library.role(source)]
            for source in library.sources.values()
        },
        "articles": [
            _article(library.articles[article], article, own, library)
            for article, own in in_article.items()
        ],
    }


def _filtered(dispute: Dispute, library: Library) -> dict[str, Any]:
    claims = [claim for side in dispute.sides for claim in side.claims]
    return {
        "id": dispute.id,
        "topic": printable(dispute.topic),
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
                "said": printable(words.said(claim)),
                "date": (library.date(claim) or "")[:10],
                "quote": claim_graph.shorten(printable(claim.quote.removeprefix("that ")), 240),
                "help": help_of(claim.quote, claim.wording),
                "article": claim.article,
            }
            for claim in claims
        ],
    }


def _article(article: Article, key: str, claims: list[Claim], library: Library) -> dict[str, Any]:
    units = _Units(article.text)
    return {
        "id": key,
        "title": _title(article),
        "outlet": printable(article.outlet or ""),
        "author": printable(article.author or ""),
        "date": article.date or "",
        "day": words.day(article.date),
        "url": web_address(article.url),
        "text": printable(article.text),
        "claims": [
            {
                "id": claim.id,
                "source": claim.source,
                "speaker": library.name(claim),
                "stance": claim.stance,
                "said": printable(words.said(claim)),
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
