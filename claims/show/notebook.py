"""Disputes, claims, articles and the graph in a notebook, and as pandas frames.

``register`` tells IPython how to show the records; everything else here is called by name.
What is shown needs no network and no widget extension: it works in Jupyter, VS Code and in a
saved HTML copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from claims.records import Article, Claim, Dispute, Link, Side, Source
from claims.said import plural, said, verb
from claims.show import sides, words
from claims.show.marks import Piece, pieces, printable
from claims.store.filters import Filters

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

_TINTS = {
    "asserts": "rgba(0,114,178,.16)",
    "denies": "rgba(213,94,0,.18)",
    "echoes": "rgba(0,158,115,.18)",
    "questions": "rgba(181,137,0,.2)",
}
_LINES = {"asserts": "#0072b2", "denies": "#d55e00", "echoes": "#009e73", "questions": "#b58900"}
_QUIET = "opacity:.72;font-size:.9em"
_STATEMENTS = 4  # of a side of a dispute
_CELL = 240  # characters of a cell of a table
_ROWS = 50  # of a list that is shown as a table


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML that a notebook shows as such."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


# -- records ----------------------------------------------------------------------------------


def dispute(found: Dispute, articles: Iterable[Article] = ()) -> Html:
    """A dispute with its sides beside each other, the surest statements of each; quotes in
    their context where their articles are given."""
    texts = {article.id: article for article in articles}
    names = {source.id: source for side in found.sides for source in side.sources}
    columns = "".join(_column(side, found, names, texts) for side in found.sides)
    kicker = (
        f"{words.KINDS[found.kind]} {found.score:.2f} · {words.STATUSES[found.status]} · "
        f"{words.span(found.first_date, found.last_date)}"
    )
    return Html(
        f'<div style="max-width:70em"><div style="{_QUIET}">{_safe(kicker)} · '
        f"{_safe(', '.join(found.outlets))} <code>{_safe(found.id)}</code></div>"
        f'<div style="font-size:1.25em;font-weight:600">{_safe(found.topic)}</div>'
        f"<div>{_safe(found.explanation)}</div>"
        f'<div style="display:flex;flex-wrap:wrap;gap:0 2em;margin-top:.6em">{columns}</div></div>'
    )


def _column(
    side: Side, found: Dispute, names: Mapping[str, Source], texts: Mapping[str, Article]
) -> str:
    told = sides.wordings(sides.ranked(side, found))
    parts = []
    for wording in told[:_STATEMENTS]:
        parts.append(_claim(wording.claim, names.get(wording.claim.source), texts))
        if wording.repeats:
            again = words.count(len(wording.repeats), "more time")
            parts.append(f'<div style="{_QUIET}">in almost these words {again}</div>')
    if len(told) > _STATEMENTS:
        more = words.count(len(told) - _STATEMENTS, "more statement")
        parts.append(f'<div style="{_QUIET}">and {more}</div>')
    return f'<div style="flex:1 1 20em;min-width:0">{"".join(parts)}</div>'


def claim(found: Claim, source: Source | None = None, article: Article | None = None) -> Html:
    """A claim, in its context where its article is given."""
    return Html(_claim(found, source, {article.id: article} if article else {}))


def _claim(found: Claim, source: Source | None, texts: Mapping[str, Article]) -> str:
    article = texts.get(found.article, Article(""))
    shown = "".join(_marked(piece, found.stance) for piece in pieces(article.text, found, 150))
    where = ", ".join(filter(None, (words.day(found.said_on or article.date), article.outlet)))
    role = f" · {_safe(source.role)}" if source and source.role else ""
    name = source.name if source else found.speaker
    does = verb(found.stance, several=bool(source and plural(source)))
    return (
        f'<div style="border-left:3px solid {_LINES[found.stance]};padding-left:.8em;'
        f'margin-bottom:.8em;overflow-wrap:anywhere"><b>{_safe(name)}</b>'
        f'<span style="{_QUIET}">{role} · {does} '
        f"({_safe(found.cue)})</span><div>{shown}</div>"
        f'<div style="{_QUIET}">{_safe(where)}</div></div>'
    )


def _marked(piece: Piece, stance: str) -> str:
    style = {
        "speaker": "font-style:italic",
        "cue": "font-weight:700;text-decoration:underline",
        "quote": f"background:{_TINTS[stance]}",
    }.get(piece.part)
    return f'<span style="{style}">{_safe(piece.text)}</span>' if style else _safe(piece.text)


def article(found: Article, claims: Iterable[Claim], sources: Iterable[Source] = ()) -> Html:
    """An article with every attribution highlighted, the source told on hover."""
    names = {source.id: source.name for source in sources}
    text = printable(found.text)
    own = [c for c in claims if c.article == found.id]
    edges = {edge for c in own for span in c.quote_spans for edge in span if 0 < edge < len(text)}
    parts = []
    for start, end in pairwise(sorted({0, *edges, len(text)})):
        run = escape(text[start:end])
        inside = [c for c in own if any(a <= start and end <= b for a, b in c.quote_spans)]
        if inside:
            told = "; ".join(f"{names.get(c.source, c.speaker)} · {said(c)}" for c in inside)
            stance = min(inside, key=lambda c: sum(b - a for a, b in c.quote_spans)).stance
            run = (
                f'<span title="{_safe(told)}" style="background:{_TINTS[stance]};'
                f'border-bottom:2px solid {_LINES[stance]}">{run}</span>'
            )
        parts.append(run)
    about = " · ".join(filter(None, (found.outlet, found.date and words.day(found.date))))
    return Html(
        f'<div style="max-width:44em"><b style="font-size:1.25em">{_safe(found.title or "")}</b>'
        f'<div style="{_QUIET}">{_safe(about)}</div>'
        f'<div style="white-space:pre-wrap;overflow-wrap:anywhere">{"".join(parts)}</div></div>'
    )


def tracker(found: Any) -> str:
    """What a Tracker shows of itself: what it holds, and its first disputes."""
    counts = found.store.summary.counts()
    named = ("articles", "sources", "claims", "links", "judgements")
    told = " · ".join(words.count(counts[name], name[:-1]) for name in named)
    disputes = table(found.disputes(Filters(limit=10)))
    return f'<div style="{_QUIET}">{_safe(told)}</div>{disputes or ""}'


# -- tables -----------------------------------------------------------------------------------


def table(rows: Sequence[object]) -> str | None:
    """A list of disputes, claims, sources or links as an HTML table; None for other lists."""
    from claims.disputes.graph import shorten  # takes networkx with it

    kinds = {type(row) for row in rows}
    if len(kinds) != 1 or (kind := kinds.pop()) not in _COLUMNS:
        return None
    columns = _COLUMNS[kind]
    head = "".join(f'<th style="text-align:left">{name}</th>' for name in columns)
    body = ""
    for row in rows[:_ROWS]:
        cells = [_safe(shorten(str(tell(row)), _CELL)) for tell in columns.values()]
        told = (f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in cells)
        body += f"<tr>{''.join(told)}</tr>"
    more = f'<div style="{_QUIET}">{len(rows) - _ROWS:,} more</div>' if len(rows) > _ROWS else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _side(found: Dispute, number: int) -> str:
    side = found.sides[number : number + 1]
    return ", ".join(name for each in side for name in sides.names(each, found))


_COLUMNS: Mapping[type, Mapping[str, Callable[[Any], object]]] = {
    Dispute: {
        "score": lambda d: f"{d.score:.2f}",
        "kind": lambda d: d.kind,
        "status": lambda d: words.STATUSES[d.status],
        "topic": lambda d: d.topic,
        "side 1": lambda d: _side(d, 0),
        "side 2": lambda d: _side(d, 1),
        "dates": lambda d: words.span(d.first_date, d.last_date),
        "outlets": lambda d: ", ".join(d.outlets),
        "id": lambda d: d.id,
    },
    Claim: {
        "speaker": lambda c: c.speaker,
        "stance": lambda c: c.stance,
        "cue": lambda c: c.cue,
        "quote": lambda c: c.quote,
        "wording": lambda c: c.wording,
        "said on": lambda c: c.said_on or "",
        "id": lambda c: c.id,
    },
    Source: {
        "name": lambda s: s.name,
        "kind": lambda s: s.kind,
        "role": lambda s: s.role or "",
        "affiliation": lambda s: s.affiliation or "",
        "aliases": lambda s: "; ".join(s.aliases),
        "wikidata": lambda s: s.wikidata or "",
        "id": lambda s: s.id,
    },
    Link: {
        "score": lambda li: f"{li.score:.2f}",
        "kind": lambda li: li.kind,
        "explanation": lambda li: li.explanation,
        "reasons": lambda li: ", ".join(li.reasons),
        "id": lambda li: li.id,
    },
}


def frame(rows: Sequence[object]) -> pd.DataFrame:
    """Disputes, claims, sources or links as a frame, one row each, indexed by id.

    Raises ``TypeError`` for a list of anything else or of several kinds.
    """
    import pandas as pd

    kinds = {type(row) for row in rows}
    if len(kinds) > 1 or any(kind not in _COLUMNS for kind in kinds):
        raise TypeError("a frame is made of disputes, claims, sources or links, of one kind")
    if not kinds:
        return pd.DataFrame()
    columns = _COLUMNS[kinds.pop()]
    made = pd.DataFrame([{name: tell(row) for name, tell in columns.items()} for row in rows])
    if "score" in made:
        made["score"] = made["score"].astype(float)
    return made.set_index("id")


def matrix(graph: nx.MultiGraph, most: int = 20) -> pd.DataFrame:
    """How many links put each source against each other, for the ``most`` disputed sources.

    Those who speak against each other stand together, so that their numbers make blocks.
    """
    import pandas as pd

    from claims.disputes.graph import between

    against = between(graph)
    ranked = sorted(against, key=lambda s: (-against.degree(s, weight="weight"), s))
    beside = dict.fromkeys(s for each in ranked for s in (each, *sorted(against[each])))
    busy = list(beside)[:most]
    rows = [
        [against.edges[a, b]["weight"] if against.has_edge(a, b) else 0 for b in busy] for a in busy
    ]
    names = [against.nodes[source]["name"] for source in busy]
    return pd.DataFrame(rows, index=names, columns=names)


# -- the graph --------------------------------------------------------------------------------


def explore(graph: nx.MultiGraph, focus: str | None = None, height: int = 620) -> Html:
    """What is contested in ``graph``, to zoom and walk through; ``height`` is in pixels.

    ``focus`` is the id of the source or claim to begin with. The frame may run its own script
    and nothing else: it has no network, and no access to the notebook.
    """
    from claims.show.drawing import page

    inside = escape(page(graph, focus=focus, heading=False), quote=True)
    return Html(
        f'<iframe sandbox="allow-scripts" srcdoc="{inside}" title="Claim graph" '
        f'style="width:100%;height:{int(height)}px;border:0"></iframe>'
    )


def register(shell: Any = None) -> bool:
    """Tells IPython how to show records and lists of them. False outside of IPython."""
    if shell is None:
        try:
            from IPython import get_ipython
        except ImportError:
            return False
        shell = get_ipython()
    if shell is None:
        return False
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(Dispute, lambda found: dispute(found).text)
    formatter.for_type(Claim, lambda found: claim(found).text)
    formatter.for_type(Article, lambda found: article(found, ()).text)
    formatter.for_type(list, table)
    formatter.for_type_by_name("claims.tracker", "Tracker", tracker)
    return True


def _safe(text: str) -> str:
    return escape(printable(text), quote=True)
