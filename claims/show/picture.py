"""The claim graph as a picture, drawn with matplotlib, which has to be installed."""

from __future__ import annotations

import io
from typing import Any

import networkx as nx
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from claims.disputes.graph import COLOURS, contested, shorten
from claims.disputes.layout import Position, layout
from claims.kinds import KINDS
from claims.said import STANCES
from claims.show.marks import printable

_LARGEST = 40.0  # inches of a picture that is not shown on a page


def draw(graph: nx.MultiGraph, axes: Axes | None = None, *, names: int = 100) -> Axes:
    """Draws what is contested in ``graph`` into ``axes`` (a new figure for None).

    Circles are sources, squares claims, coloured by stance; lines between claims are
    coloured by kind. Of the ``names`` busiest sources those are
    named whose names cover no other.
    """
    if axes is None:
        axes = Figure(figsize=(10, 8), layout="constrained").subplots()
    part = contested(graph)
    places = {node: (x, -y) for node, (x, y) in layout(part).items()}
    _edges(part, places, axes)
    _nodes(part, places, axes)
    named = _names(part, places, axes, names)
    axes.set_axis_off()
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.08)
    _legend(part, axes)
    _thin_out(named, axes)
    return axes


def png(graph: nx.MultiGraph, dpi: int = 150) -> bytes:
    """The picture as a PNG file, as large as it takes to keep names apart."""
    places = list(layout(contested(graph)).values())
    sides = [max(axis) - min(axis) for axis in zip(*places, strict=True)] or [0.0, 0.0]
    sides = [max(5.0, side / 90 + 1.5) for side in sides]
    part = min(1.0, _LARGEST / max(sides))
    wide, high = (max(5.0, side * part) for side in sides)
    figure = Figure(figsize=(wide, high), layout="constrained")
    draw(graph, figure.subplots())
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi)
    return stream.getvalue()


def _edges(part: nx.MultiGraph, places: dict[str, Position], axes: Axes) -> None:
    for kind in sorted({data["kind"] for *_, data in part.edges(data=True)}):
        lines = [(a, b, d["weight"]) for a, b, d in part.edges(data=True) if d["kind"] == kind]
        axes.add_collection(
            LineCollection(
                [(places[a], places[b]) for a, b, _ in lines],
                colors=COLOURS[kind],
                linewidths=[0.6 if kind == "said" else 0.6 + w for *_, w in lines],
                linestyles="-" if kind == "said" else KINDS[kind].line,
                zorder=1,
            )
        )


def _nodes(part: nx.MultiGraph, places: dict[str, Position], axes: Axes) -> None:
    groups: dict[str, list[str]] = {}
    for node, data in part.nodes(data=True):
        groups.setdefault(data.get("stance", "source"), []).append(node)
    for group, nodes in sorted(groups.items()):
        source = group == "source"
        axes.scatter(
            [places[node][0] for node in nodes],
            [places[node][1] for node in nodes],
            s=[30 + 12 * min(part.nodes[n]["disputed"], 25) for n in nodes] if source else 14,
            c=COLOURS[group],
            marker="o" if source else "s",
            linewidths=0,
            zorder=2,
        )


def _names(
    part: nx.MultiGraph, places: dict[str, Position], axes: Axes, most: int
) -> list[Annotation]:
    busy = [(data["disputed"], node) for node, data in part.nodes(data=True) if "name" in data]
    shown = []
    for _, node in sorted(busy, reverse=True)[:most]:
        x, y = places[node]
        below = [places[claim][1] for claim in part[node] if abs(places[claim][0] - x) < 40]
        name = axes.annotate(
            # A dollar sign would start mathematical notation.
            shorten(printable(part.nodes[node]["name"]), 24).replace("$", r"\$"),
            (x, min([y, *below])),
            xytext=(0, -7),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=8,
            bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.75},
            zorder=3,
        )
        shown.append(name)
    return shown


def _thin_out(names: list[Annotation], axes: Axes) -> None:
    """Removes the names that would cover a busier one, where the picture is as it will be."""
    figure = axes.get_figure()
    if not isinstance(figure, Figure) or not names:
        return
    figure.draw_without_rendering()
    kept: list[Bbox] = []
    for name in names:
        box = name.get_window_extent()
        if any(box.overlaps(other) for other in kept):
            name.remove()
        else:
            kept.append(box)


def _legend(part: nx.MultiGraph, axes: Axes) -> None:
    def mark(colour: str, label: str, **style: Any) -> Line2D:
        return Line2D([], [], color=COLOURS[colour], label=label, **style)

    dot = {"linestyle": "none", "markersize": 6}
    stances = {data["stance"] for _, data in part.nodes(data=True) if data["type"] == "claim"}
    linked = {data["kind"] for *_, data in part.edges(data=True)}
    handles = [
        mark("source", "source", marker="o", **dot),
        *(mark(each, word, marker="s", **dot) for each, word in STANCES.items() if each in stances),
        *(mark(n, k.word.lower(), linestyle=k.line) for n, k in KINDS.items() if n in linked),
    ]
    if stances:
        axes.legend(
            handles=handles,
            loc="upper center",
            bbox_to_anchor=(0.5, 0.0),
            ncols=len(handles),
            fontsize=8,
            frameon=False,
            columnspacing=1.2,
            handletextpad=0.5,
        )
