"""The claim graph as a picture, drawn with matplotlib where that is installed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import networkx as nx

from claims import kinds
from claims.disputes.graph import COLOURS, contested, shorten
from claims.disputes.layout import layout
from claims.said import STANCES
from claims.show.marks import printable
from claims.show.words import KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

_LARGEST = 40.0  # inches of a picture that is not shown on a page
_STYLES: Mapping[str, Literal["-", "--", ":"]] = {
    name: kind.line for name, kind in kinds.KINDS.items()
}


def draw(graph: nx.MultiGraph, axes: Axes | None = None, *, names: int = 100) -> Axes:
    """Draws what is contested in ``graph`` into ``axes`` (a new figure for None).

    Circles are sources, squares claims, coloured by stance; lines between claims are
    coloured by kind. Of the ``names`` busiest sources those are
    named whose names cover no other. Raises ``ImportError`` where
    matplotlib is missing.
    """
    if axes is None:
        from matplotlib.figure import Figure

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
    from matplotlib.figure import Figure

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


def _edges(part: nx.MultiGraph, places: dict[str, tuple[float, float]], axes: Axes) -> None:
    from matplotlib.collections import LineCollection

    kinds = sorted({data["kind"] for *_, data in part.edges(data=True)})
    for kind in kinds:
        lines = [(a, b, d["weight"]) for a, b, d in part.edges(data=True) if d["kind"] == kind]
        axes.add_collection(
            LineCollection(
                [(places[a], places[b]) for a, b, _ in lines],
                colors=COLOURS[kind],
                linewidths=[0.6 if kind == "said" else 0.6 + w for *_, w in lines],
                linestyles=_STYLES.get(kind, "-"),
                zorder=1,
            )
        )


def _nodes(part: nx.MultiGraph, places: dict[str, tuple[float, float]], axes: Axes) -> None:
    groups: dict[str, list[str]] = {}
    for node, data in part.nodes(data=True):
        groups.setdefault("source" if data["type"] == "source" else data["stance"], []).append(node)
    for group, nodes in sorted(groups.items()):
        source = group == "source"
        sizes = [30 + 12 * min(part.nodes[n]["disputed"], 25) for n in nodes] if source else 14
        axes.scatter(
            [places[node][0] for node in nodes],
            [places[node][1] for node in nodes],
            s=sizes,
            c=COLOURS[group],
            marker="o" if source else "s",
            linewidths=0,
            zorder=2,
        )


def _names(
    part: nx.MultiGraph, places: dict[str, tuple[float, float]], axes: Axes, most: int
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
    from matplotlib.figure import Figure

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
    from matplotlib.lines import Line2D

    stances = {data["stance"] for _, data in part.nodes(data=True) if data["type"] == "claim"}
    kinds = {data["kind"] for *_, data in part.edges(data=True)} - {"said"}
    handles = [_dot("source", "o", "source")]
    handles += [_dot(stance, "s", STANCES[stance]) for stance in STANCES if stance in stances]
    handles += [
        Line2D([], [], color=COLOURS[kind], linestyle=_STYLES.get(kind, "-"), label=label.lower())
        for kind, label in KINDS.items()
        if kind in kinds
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


def _dot(colour: str, marker: str, label: str) -> Line2D:
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], color=COLOURS[colour], marker=marker, label=label, linestyle="none", markersize=6
    )
