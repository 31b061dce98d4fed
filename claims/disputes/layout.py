"""Where the nodes of the claim graph stand: computed here once, the same on every run.

Sources that links join, directly or through others, are placed by forces (Fruchterman and
Reingold 1991): those in dispute attract each other, all repel each other, and none overlaps.
More than 1500 of them stand in a spiral instead, from the busiest outwards. Such groups are
turned to lie flat and set in rows, the largest first. Each claim then stands beside its
source, on the side of the claims that it opposes, so that a source with its claims reads as
one body.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Position = tuple[float, float]
_Points = NDArray[np.float64]

_RING = 14.0  # between the rings of claims around a source
_GAP = 45.0  # between the bodies of two sources
_ROOM = np.array([12.0, 16.0])  # around a group
_GOLDEN = math.pi * (3 - math.sqrt(5))
_MANY = 1500  # sources over this number are not placed by forces: a step costs their square


def layout(graph: nx.MultiGraph, seed: int = 7) -> dict[str, Position]:
    """A position for every node, in units of about a pixel, y downwards, centred on (0, 0)."""
    claims: dict[str, list[str]] = defaultdict(list)
    for node, data in sorted(graph.nodes(data=True)):
        if data["type"] == "claim":
            claims[data["source"]].append(node)
        else:
            claims.setdefault(node, [])
    placed = _sources(graph, claims, seed)
    positions = dict(placed)
    for source, own in claims.items():
        positions |= _ring(graph, source, own, placed)
    return {node: (round(x, 1), round(y, 1)) for node, (x, y) in positions.items()}


def _weights(graph: nx.MultiGraph) -> dict[tuple[str, str], float]:
    """How strongly two sources are joined by links between their claims."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for a, b, data in graph.edges(data=True):
        if data["kind"] != "said":
            one, other = sorted((graph.nodes[a]["source"], graph.nodes[b]["source"]))
            if one != other:
                weights[one, other] += data["weight"]
    return weights


def _radius(claims: int) -> float:
    """Of a source with its claims in rings of 6, 12, 18, … places."""
    rings = math.ceil((math.sqrt(1 + 4 * claims / 3) - 1) / 2)
    return _RING * (1 + rings)


def _sources(
    graph: nx.MultiGraph,
    claims: Mapping[str, Sequence[str]],
    seed: int,
) -> dict[str, Position]:
    joined = nx.Graph()
    joined.add_nodes_from(sorted(claims))
    weights = sorted(_weights(graph).items())
    joined.add_weighted_edges_from((a, b, weight) for (a, b), weight in weights)
    boxes = []
    for members in nx.connected_components(joined):
        names = sorted(members)
        radii = np.array([_radius(len(claims[name])) for name in names])
        if len(names) > _MANY:
            points = _spiral(joined, names, radii)
        else:
            points = _flat(_forces(radii, *_springs(joined.subgraph(members), names), seed))
        widths = np.array([3.1 * min(len(graph.nodes[name]["name"]), 24) for name in names])
        boxes.append(_Box(names, points, radii, widths))
    return _rows(boxes)


def _spiral(joined: nx.Graph, names: Sequence[str], radii: _Points) -> _Points:
    """Positions on a spiral with room for each, in the order of a walk from the busiest."""
    index = {name: i for i, name in enumerate(names)}
    busiest = max(names, key=lambda name: (joined.degree(name), name))
    walk = nx.bfs_edges(joined, busiest, sort_neighbors=sorted)
    order = [index[busiest], *(index[name] for _, name in walk)]
    area = np.cumsum((radii[order] + _GAP / 2) ** 2)
    turn = np.arange(len(order)) * _GOLDEN
    points = np.zeros((len(order), 2))
    points[order] = 1.3 * np.sqrt(area)[:, None] * np.stack((np.cos(turn), np.sin(turn)), axis=1)
    return points


def _springs(group: nx.Graph, names: Sequence[str]) -> tuple[NDArray[np.intp], _Points]:
    """The pairs of numbers that are joined, and how strongly."""
    index = {name: i for i, name in enumerate(names)}
    # The ends of an edge come in any order: the one of lower number first, and sums are the same.
    edges = [(*sorted((index[a], index[b])), weight) for a, b, weight in group.edges(data="weight")]
    edges.sort()
    pairs = np.array([(a, b) for a, b, _ in edges], dtype=np.intp).reshape(-1, 2)
    return pairs, np.minimum(np.array([weight for *_, weight in edges], dtype=np.float64), 4.0)


def _flat(points: _Points) -> _Points:
    """``points`` turned so that they reach furthest from left to right."""
    if len(points) < 2:
        return points
    (xx, xy), (_, yy) = np.cov(points.T)
    turn = math.atan2(2 * xy, xx - yy) / 2
    flat: _Points = points @ np.array(
        [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
    )
    return flat


class _Box:
    """A group of sources with the room that it takes, names included."""

    def __init__(
        self, names: Sequence[str], points: _Points, radii: _Points, widths: _Points
    ) -> None:
        reach = np.stack((np.maximum(radii, widths), radii), axis=1)
        low = (points - reach).min(axis=0) - _ROOM
        high = (points + reach).max(axis=0) + _ROOM
        self.names = names
        self.points = points - low
        self.wide, self.high = (float(side) for side in high - low)


def _rows(boxes: Sequence[_Box]) -> dict[str, Position]:
    """Boxes in rows, in a picture that is wider than it is high."""
    area = sum(box.wide * box.high for box in boxes)
    width = max([math.sqrt(2.1 * area), *(box.wide for box in boxes)], default=0.0)
    placed: dict[str, Position] = {}
    x = y = deep = 0.0
    for box in sorted(boxes, key=lambda box: (-box.high, -box.wide, box.names[0])):
        if x and x + box.wide > width:
            x, y, deep = 0.0, y + deep, 0.0
        for name, (dx, dy) in zip(box.names, box.points, strict=True):
            placed[name] = (x + float(dx) - width / 2, y + float(dy))
        x, deep = x + box.wide, max(deep, box.high)
    return {name: (px, py - (y + deep) / 2) for name, (px, py) in placed.items()}


def _forces(radii: _Points, pairs: NDArray[np.intp], pull: _Points, seed: int) -> _Points:
    """Positions of ``len(radii)`` bodies under attraction along ``pairs`` and repulsion."""
    count = len(radii)
    if count == 1:
        return np.zeros((1, 2))
    if count == 2:  # the commonest group by far
        return np.array([[0.0, 0.0], [radii.sum() + 2 * _GAP, 0.0]])
    steps = min(300, 60 + 10 * count)
    turn = np.arange(count) * _GOLDEN
    reach = (np.median(radii) + _GAP) * np.sqrt(np.arange(count) + 0.5)
    points = np.stack((reach * np.cos(turn), reach * np.sin(turn)), axis=1)
    points += np.random.default_rng(seed).normal(scale=1.0, size=points.shape)
    heat = float(reach[-1]) / 4 + _GAP
    for step in range(steps):
        push = _repulsion(points, radii) + _attraction(points, radii, pairs, pull)
        length = np.maximum(np.hypot(*push.T), 1e-9)[:, None]
        points += push / length * np.minimum(length, heat * (1 - step / steps))
    for _ in range(min(80, 10 * count)):
        points += _separation(points, radii)
    return points


def _offsets(points: _Points) -> tuple[_Points, _Points, _Points]:
    dx = points[:, None, 0] - points[None, :, 0]
    dy = points[:, None, 1] - points[None, :, 1]
    return dx, dy, np.maximum(np.hypot(dx, dy), 1e-3)


def _repulsion(points: _Points, radii: _Points) -> _Points:
    dx, dy, distance = _offsets(points)
    ideal = radii[:, None] + radii[None, :] + 2 * _GAP
    strength = (ideal / distance) ** 2
    return np.stack(((dx * strength).sum(axis=1), (dy * strength).sum(axis=1)), axis=1)


def _attraction(points: _Points, radii: _Points, pairs: NDArray[np.intp], pull: _Points) -> _Points:
    result = np.zeros_like(points)
    if len(pairs) == 0:
        return result
    one, other = pairs.T
    offset = points[other] - points[one]
    distance = np.hypot(*offset.T)
    force = offset * ((0.5 + 0.5 * pull) * distance / (radii[one] + radii[other] + _GAP))[:, None]
    np.add.at(result, one, force)
    np.add.at(result, other, -force)
    return result


def _separation(points: _Points, radii: _Points) -> _Points:
    """The step that takes overlapping bodies half-way apart."""
    dx, dy, distance = _offsets(points)
    overlap = np.maximum(radii[:, None] + radii[None, :] + _GAP - distance, 0.0)
    np.fill_diagonal(overlap, 0.0)
    share = overlap / distance / 4
    return np.stack(((dx * share).sum(axis=1), (dy * share).sum(axis=1)), axis=1)


def _ring(
    graph: nx.MultiGraph, source: str, claims: Sequence[str], placed: Mapping[str, Position]
) -> dict[str, Position]:
    """The claims of ``source`` in rings around it, those in dispute outermost."""
    centre = placed[source]
    ordered = sorted(claims, key=lambda claim: (bool(graph.nodes[claim]["disputed"]), claim))
    positions: dict[str, Position] = {}
    ring = 1
    while ordered:
        row, ordered = ordered[: 6 * ring], ordered[6 * ring :]
        wish = {claim: _direction(graph, claim, centre, placed) for claim in row}
        row.sort(key=lambda claim: (wish[claim], claim))
        step = 2 * math.pi / len(row)
        turn = _mean_angle([wish[claim] - slot * step for slot, claim in enumerate(row)])
        for slot, claim in enumerate(row):
            angle = turn + slot * step
            positions[claim] = (
                centre[0] + ring * _RING * math.cos(angle),
                centre[1] + ring * _RING * math.sin(angle),
            )
        ring += 1
    return positions


def _direction(
    graph: nx.MultiGraph, claim: str, centre: Position, placed: Mapping[str, Position]
) -> float:
    """The angle, 0 to 2π, at which the claims linked to ``claim`` are seen from ``centre``."""
    others = {graph.nodes[other].get("source") for other in graph[claim]} - {None}
    angles = [
        math.atan2(placed[other][1] - centre[1], placed[other][0] - centre[0])
        for other in sorted(others)
        if placed[other] != centre
    ]
    return _mean_angle(angles) % (2 * math.pi)


def _mean_angle(angles: Sequence[float]) -> float:
    return math.atan2(sum(map(math.sin, angles)), sum(map(math.cos, angles)))
