"""The gold of a corpus: who says what in its articles, and which of it is in dispute.

A gold folder holds three files of JSON lines, described in ``corpus/README``:
``claims.gold``, ``disputes.gold`` and ``sources.gold``. Offsets count characters of the
article's text as it stands in ``claims.gold``. A database may hold the same article with
other white space, or with its headline on top: `Alignment` finds the place all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import networkx as nx

from claims.evaluate.result import known_as, spans
from claims.reading import labels
from claims.records import Article, Force, LinkKind, Quotation, Spans, Stance

Places = frozenset[int]  # numbers of characters, white space not counted


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A statement that a gold article attributes to ``source`` (an id of sources.gold)."""

    id: str
    article: str
    source: str
    stance: Stance
    force: Force
    speaker: str
    cue: str
    quote: str
    cue_spans: Spans
    quote_spans: Spans
    quotation: Quotation
    about: str | None
    via: str | None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with all that it attributes to somebody. ``file`` is beside the gold."""

    id: str
    file: str
    url: str | None
    text: str
    claims: tuple[GoldClaim, ...]


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Two claims that are linked. Where ``required`` is not set, the link is defensible
    but goes without saying once the others are there: finding it is right, missing it is
    no loss."""

    kind: LinkKind
    a: str
    b: str
    required: bool


@dataclass(frozen=True, slots=True)
class Trap:
    """Two claims that look like a dispute and are none, and why."""

    a: str
    b: str
    why: str


@dataclass(frozen=True, slots=True)
class GoldSource:
    """One who speaks in the corpus, with the phrases that mean it, by file."""

    id: str
    name: str
    kind: str
    mentions: Mapping[str, tuple[Spans, ...]]


@dataclass(frozen=True, slots=True)
class Gold:
    """All of a gold folder. ``original`` leads from a claim to the one that it repeats:
    the same source saying the same again, or the same words printed by another outlet."""

    folder: Path
    articles: tuple[GoldArticle, ...]
    pairs: tuple[GoldPair, ...]
    traps: tuple[Trap, ...]
    sources: Mapping[str, GoldSource]
    original: Mapping[str, str]

    def claims(self) -> dict[str, GoldClaim]:
        """All claims by id."""
        return {claim.id: claim for article in self.articles for claim in article.claims}

    def key(self, a: str, b: str) -> frozenset[str]:
        """What identifies a pair, whoever comes first and wherever it was printed."""
        return frozenset((self.original.get(a, a), self.original.get(b, b)))

    def names(self, source: str) -> frozenset[str]:
        """The name of a source and every phrase that means it in the corpus."""
        texts = {article.file: article.text for article in self.articles}
        known = self.sources[source]
        phrases = (
            " ".join(texts[file][start:end] for start, end in place)
            for file, mentions in known.mentions.items()
            for place in mentions
        )
        return frozenset((known.name, *phrases))


def read_gold(folder: Path) -> Gold:
    """The gold in ``folder``. Raises `Malformed` where a file is missing or breaks its rules."""
    with known_as(
        f"{folder} holds no gold of disputes; name a folder with claims.gold, disputes.gold and "
        "sources.gold"
    ):
        files = (folder / f"{name}.gold" for name in ("claims", "disputes", "sources"))
        articles, links, sources = (list(labels.lines(file)) for file in files)
        return Gold(
            folder,
            tuple(_article(row) for row in articles),
            tuple(
                GoldPair(row["kind"], row["a"], row["b"], row["required"])
                for row in links
                if row["kind"] not in ("not", "same")
            ),
            tuple(Trap(row["a"], row["b"], row["why"]) for row in links if row["kind"] == "not"),
            {row["id"]: _source(row) for row in sources},
            _originals(row["claims"] for row in links if row["kind"] == "same"),
        )


def _article(row: Mapping[str, Any]) -> GoldArticle:
    id = row["article"]
    names = [field.name for field in fields(GoldClaim) if field.name != "article"]
    claims: list[dict[str, Any]] = [
        {n: spans(told[n]) if n.endswith("_spans") else told[n] for n in names}
        for told in row["claims"]
    ]
    found = tuple(GoldClaim(article=id, **claim) for claim in claims)
    return GoldArticle(id, row["file"], row["url"], row["text"], found)


def _source(row: Mapping[str, Any]) -> GoldSource:
    mentions = {m["file"]: tuple(spans(each) for each in m["spans"]) for m in row["mentions"]}
    return GoldSource(row["id"], row["name"], row["kind"], mentions)


def _originals(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """The smallest id of each group, groups that share a claim being one."""
    same = nx.Graph()
    for group in groups:
        nx.add_path(same, group)
    return {claim: min(part) for part in nx.connected_components(same) for claim in part}


class Alignment:
    """Where the characters of an article as stored lie in the gold's text of it.

    White space does not count. What one of the two has alone (a headline) is passed over.
    """

    def __init__(self, gold: str, stored: str) -> None:
        self._gold = _inked(gold)
        self._stored = _inked(stored)
        one, two = "".join(stored.split()), "".join(gold.split())
        if one == two:
            self._places = {i: i for i in range(len(one))}
            return
        blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
        self._places = {b.a + i: b.b + i for b in blocks for i in range(b.size)}

    @property
    def share(self) -> float:
        """How much of the stored text is in the gold's, 0 to 1."""
        return len(self._places) / max(1, self._stored[-1])

    def gold(self, spans: Spans) -> Places:
        """The places of spans of the gold's text."""
        return _places(spans, self._gold)

    def stored(self, spans: Spans) -> Places:
        """The places, in the gold's text, of spans of the stored text."""
        return frozenset(
            self._places[place] for place in _places(spans, self._stored) if place in self._places
        )


def _inked(text: str) -> list[int]:
    """For each offset of ``text``, how many characters before it are not white space."""
    counts = [0]
    for char in text:
        counts.append(counts[-1] + (not char.isspace()))
    return counts


def _places(spans: Spans, inked: Sequence[int]) -> Places:
    last = len(inked) - 1
    return frozenset(
        place
        for start, end in spans
        for place in range(inked[min(start, last)], inked[min(end, last)])
    )


def find(gold: Iterable[GoldArticle], stored: Article) -> GoldArticle | None:
    """The gold article that ``stored`` is, by its address or else its words."""
    words = "".join(stored.text.split())
    for article in gold:
        if stored.url and stored.url == article.url:
            return article
        if words == "".join(article.text.split()):
            return article
    return None
