"""The gold of a corpus: who says what in its articles, and which of it is in dispute.

A gold folder holds three files of JSON lines, described in ``corpus/README``:
``claims.gold``, ``disputes.gold`` and ``sources.gold``. Offsets count characters of the
article's text as it stands in ``claims.gold``. A database may hold the same article with
other white space, or with its headline on top: `Alignment` finds the place all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, cast

from claims.errors import EmptyInput, Malformed
from claims.records import Article, Force, LinkKind, Quotation, Spans, Stance


def found_anew(options: object | None, *before: object | None) -> None:
    """Refuse to leave out evidence of what was found before. Raises `EmptyInput`."""
    if options is not None and any(found is not None for found in before):
        raise EmptyInput("what was found before cannot be found without some evidence: ingest anew")


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
    speaker_spans: Spans
    cue_spans: Spans
    quote_spans: Spans
    quotation: Quotation = "indirect"
    about: str | None = None
    via: str | None = None


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
        found = {known.name}
        for file, mentions in known.mentions.items():
            for spans in mentions:
                found.add(" ".join(texts[file][start:end] for start, end in spans))
        return frozenset(found)


def read_gold(folder: Path) -> Gold:
    """The gold in ``folder``. Raises `Malformed` where a file is missing or breaks its rules."""
    try:
        articles = tuple(_article(row) for row in _rows(folder / "claims.gold"))
        links = list(_rows(folder / "disputes.gold"))
        sources = {row["id"]: _source(row) for row in _rows(folder / "sources.gold")}
        pairs = tuple(
            GoldPair(row["kind"], row["a"], row["b"], row["required"])
            for row in links
            if row["kind"] not in ("not", "same")
        )
        traps = tuple(Trap(row["a"], row["b"], row["why"]) for row in links if row["kind"] == "not")
        same = [row["claims"] for row in links if row["kind"] == "same"]
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed(f"{folder} holds no gold of disputes: {error!r}") from error
    return Gold(folder, articles, pairs, traps, sources, _originals(same))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Malformed(
            f"{path} cannot be read ({error.strerror}); name a folder with claims.gold, "
            "disputes.gold and sources.gold"
        ) from error
    for number, line in enumerate(lines, 1):
        try:
            yield cast("dict[str, Any]", json.loads(line))
        except ValueError as error:
            raise Malformed(f"{path}, line {number} is not JSON: {error}") from error


def _spans(pairs: Iterable[Sequence[int]]) -> Spans:
    return tuple((int(start), int(end)) for start, end in pairs)


def _article(row: Mapping[str, Any]) -> GoldArticle:
    claims = tuple(
        GoldClaim(
            id=claim["id"],
            article=row["article"],
            source=claim["source"],
            stance=claim["stance"],
            force=claim["force"],
            speaker=claim["speaker"],
            cue=claim["cue"],
            quote=claim["quote"],
            speaker_spans=_spans(claim["speaker_spans"]),
            cue_spans=_spans(claim["cue_spans"]),
            quote_spans=_spans(claim["quote_spans"]),
            quotation=claim["quotation"],
            about=claim["about"],
            via=claim["via"],
        )
        for claim in row["claims"]
    )
    return GoldArticle(row["article"], row["file"], row["url"], row["text"], claims)


def _source(row: Mapping[str, Any]) -> GoldSource:
    mentions = {m["file"]: tuple(_spans(spans) for spans in m["spans"]) for m in row["mentions"]}
    return GoldSource(row["id"], row["name"], mentions)


def _originals(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """The smallest id of each group, groups that share a claim being one."""
    parent: dict[str, str] = {}

    def root(claim: str) -> str:
        while parent.setdefault(claim, claim) != claim:
            claim = parent[claim]
        return claim

    for group in groups:
        for claim in group[1:]:
            one, two = sorted((root(group[0]), root(claim)))
            parent[two] = one
    return {claim: root(claim) for claim in parent}


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
