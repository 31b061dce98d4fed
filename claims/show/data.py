"""Records as plain dictionaries: the shape that ``--json`` promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from claims.disputes.dispute import in_order
from claims.records import OPPOSING, Claim, Dispute, Judgement, Link, Opinion, Source
from claims.said import plural, said
from claims.show import caveat, words
from claims.show.sides import ranked, wordings

if TYPE_CHECKING:
    from claims.correction import Correction
    from claims.store import Masthead, Store

#: How many statements of a side a cell holds.
MOST_QUOTES = 6
DISPUTE_COLUMNS = (
    "id", "kind", "score", "status", "topic", "first_date", "last_date", "side_1", "quotes_1",
    "side_2", "quotes_2", "outlets", "explanation", "reasons", "also_read", *caveat.COLUMNS,
)  # fmt: skip
CLAIM_COLUMNS = (
    "id", "date", "source", "speaker", "stance", "cue", "quote", "wording", "said_on", "outlet",
    "title", "url", "published", "article", *caveat.COLUMNS,
)  # fmt: skip
#: Of each end of a link: ``a`` speaks against ``b``, or else is the earlier.
_END = ("claim", "source", "stance", "quote", "date", "outlet", "url")
LINK_COLUMNS = (
    "dispute", "topic", "link", "kind", "score", "status",
    *(f"{name}_a" for name in _END), *(f"{name}_b" for name in _END),
    "explanation", "reasons", "reviewer", "note", "also_read", *caveat.COLUMNS,
)  # fmt: skip
CLAIM_ROW_COLUMNS = ("dispute", "topic", "kind", "score", "status", "side", *CLAIM_COLUMNS)


class Telling:
    """Tells claims and disputes with the sources and articles they refer to, looked up once
    for all ``claims``."""

    def __init__(self, store: Store, claims: Iterable[Claim]) -> None:
        claims = list(claims)
        self._store, self._ids = store, [claim.id for claim in claims]
        ids = {id for claim in claims for id in (claim.source, claim.via) if id}
        self.sources: Mapping[str, Source] = store.sources.get(ids)
        self.corrections = store.corrections.get(claim.id for claim in claims)
        self.before = store.corrections.names_before(self.corrections.values())
        self.heads: Mapping[str, Masthead] = store.articles.mastheads(
            {claim.article for claim in claims}
        )

    @classmethod
    def of(cls, store: Store, disputes: Iterable[Dispute]) -> Telling:
        """One that can tell ``disputes``."""
        sides = [side for dispute in disputes for side in dispute.sides]
        return cls(store, [claim for side in sides for claim in side.claims])

    def name(self, claim: Claim) -> str:
        """The full name of who said it, or the phrase as written."""
        source = self.sources.get(claim.source)
        return source.name if source else claim.speaker

    def several(self, claim: Claim) -> bool:
        """Whether several speak, by the name of the source."""
        source = self.sources.get(claim.source)
        return source is not None and plural(source)

    def day(self, claim: Claim) -> str | None:
        """The day it was said, or else published."""
        return claim.said_on or self.heads[claim.article].date

    @cached_property
    def _opinions(self) -> list[Opinion]:
        return self._store.opinions.get(self._ids)

    def opinions(self, links: Iterable[Link]) -> list[Opinion]:
        """What language models say of ``links``, in their order."""
        ids = [link.id for link in links]
        found = [opinion for opinion in self._opinions if opinion.link in ids]
        return sorted(found, key=lambda opinion: ids.index(opinion.link))

    def also_read(self, links: Iterable[Link]) -> str:
        """The same in words, in a cell."""
        return " | ".join(map(words.also_read, self.opinions(links)))

    def opinions_on(self, claim: Claim) -> list[Opinion]:
        """What language models say of ``claim`` and others."""
        return [opinion for opinion in self._opinions if claim.id in (opinion.a, opinion.b)]

    def in_order(self, link: Link, claims: Mapping[str, Claim]) -> tuple[Claim, Claim]:
        """The ends of ``link``, found in ``claims``, as people tell them."""
        return in_order(link, claims, {id: self.day(claims[id]) for id in (link.a, link.b)})

    def claim(self, claim: Claim) -> dict[str, Any]:
        """The claim as an object of ``claims list --json``."""
        head = self.heads[claim.article]
        told = {
            "id": claim.id,
            "source": self.name(claim),
            "speaker": claim.speaker,
            "stance": claim.stance,
            "cue": claim.cue,
            "quote": claim.quote,
            "wording": claim.wording,
            "said_on": claim.said_on,
            "spans": {
                "speaker": claim.speaker_spans,
                "cue": claim.cue_spans,
                "quote": claim.quote_spans,
            },
            "article": {
                "id": head.id,
                "title": head.title,
                "outlet": head.outlet,
                "url": head.url,
                "published": head.published,
            },
        }
        if claim.id in self.corrections:
            told["corrected"] = self._correction(claim.id)
        return told

    def _correction(self, claim: str) -> dict[str, Any]:
        return corrected_object(self.corrections[claim], self.before.get(claim))

    def corrected(self, claim: Claim) -> str:
        """One line on who corrected what in it; "" if nobody did."""
        known = claim.id in self.corrections
        return words.corrected(self._correction(claim.id)) if known else ""

    def claim_row(self, claim: Claim) -> dict[str, Any]:
        """The claim as a row with `CLAIM_COLUMNS`."""
        row = {**self.claim(claim), "date": self.day(claim)}
        for nested in ("spans", "corrected", "article"):
            row.pop(nested, None)
        head = self.heads[claim.article]
        return {
            **row,
            "outlet": head.outlet,
            "title": head.title,
            "url": head.url,
            "published": head.published,
            "article": head.id,
            **self.made(claim.id in self._checked),
        }

    def made(self, checked: bool) -> dict[str, str]:
        """What every row says of how it was made, and whether it is checked."""
        return {**self._made, "checked": "yes" if checked else "no"}

    @cached_property
    def _made(self) -> dict[str, str]:
        articles = sum(self._store.summary.outlets().values())
        return {"made_by": caveat.made_by(articles), "made_on": caveat.today()}

    @cached_property
    def _checked(self) -> frozenset[str]:
        """The claims of which a person judged a link."""
        judged = {
            id for id, j in self._store.links.judgements().items() if j.verdict in caveat.CHECKED
        }
        links = self._store.links.get(claims=self._ids) if judged else []
        return frozenset(id for link in links if link.id in judged for id in (link.a, link.b))

    def dispute(self, dispute: Dispute) -> dict[str, Any]:
        """The dispute as an object of ``claims disputes --json``."""
        return {
            **_about(dispute),
            "sides": [
                {
                    "sources": [source.name for source in side.sources],
                    "claims": [self.claim(claim) for claim in side.claims],
                }
                for side in dispute.sides
            ],
            "second_opinions": [_opinion(each) for each in self.opinions(dispute.links)],
        }

    def dispute_row(self, dispute: Dispute) -> dict[str, Any]:
        """The dispute as a row with `DISPUTE_COLUMNS`; sides after the second join it. Of
        their words the surest are told, those almost alike once."""
        row = _about(dispute)
        halves = (dispute.sides[:1], dispute.sides[1:])
        for number, half in enumerate(halves, start=1):
            row[f"side_{number}"] = [source.name for side in half for source in side.sources]
            told = [each.claim for side in half for each in wordings(ranked(side, dispute))]
            quotes = [f"{said(c, self.name(c))}: {c.quote}" for c in told[:MOST_QUOTES]]
            if len(told) > MOST_QUOTES:
                quotes.append(f"and {len(told) - MOST_QUOTES} more")
            row[f"quotes_{number}"] = " | ".join(quotes)
        return {
            **row,
            "outlets": list(dispute.outlets),
            "also_read": self.also_read(dispute.links),
            **self.made(dispute.status in caveat.CHECKED),
        }

    def link_rows(
        self, dispute: Dispute, judgements: Mapping[str, Judgement]
    ) -> Iterator[dict[str, Any]]:
        """A row with `LINK_COLUMNS` for each opposing link of ``dispute``."""
        claims = {claim.id: claim for side in dispute.sides for claim in side.claims}
        for link in dispute.links:
            if link.kind not in OPPOSING:
                continue
            judged = judgements.get(link.id)
            yield {
                "dispute": dispute.id,
                "topic": dispute.topic,
                "link": link.id,
                "kind": link.kind,
                "score": round(link.score, 4),
                "status": words.STATUSES[judged.verdict if judged else "none"],
                **self._end("a", claims[link.a]),
                **self._end("b", claims[link.b]),
                "explanation": link.explanation,
                "reasons": link.reasons,
                "reviewer": judged and judged.reviewer,
                "note": judged and judged.note,
                "also_read": self.also_read([link]),
                **self.made(judged is not None and judged.verdict in caveat.CHECKED),
            }

    def _end(self, which: str, claim: Claim) -> dict[str, Any]:
        row = self.claim_row(claim) | {"claim": claim.id}
        return {f"{name}_{which}": row[name] for name in _END}

    def claim_rows(self, dispute: Dispute) -> Iterator[dict[str, Any]]:
        """A row with `CLAIM_ROW_COLUMNS` for each claim of ``dispute``."""
        told = _about(dispute)
        about = {name: told[name] for name in ("topic", "kind", "score", "status")}
        for number, side in enumerate(dispute.sides, start=1):
            for claim in side.claims:
                row = self.claim_row(claim)
                yield {"dispute": dispute.id, **about, "side": number, **row}


def _about(dispute: Dispute) -> dict[str, Any]:
    return {
        "id": dispute.id,
        "topic": dispute.topic,
        "kind": dispute.kind,
        "score": round(dispute.score, 4),
        "status": words.STATUSES[dispute.status],
        "first_date": dispute.first_date,
        "last_date": dispute.last_date,
        "explanation": dispute.explanation,
        "reasons": list(dispute.reasons),
    }


def corrected_object(correction: Correction, source: str | None) -> dict[str, Any]:
    """What was corrected in a claim, by whom and when, and how it was read before; ``source``
    is the name of who was read to say it."""
    read = correction.read
    was: dict[str, Any] = {}
    if read is not None:
        if correction.source:
            was["source"] = source or read.speaker
        if correction.words:
            was["quote"] = read.quote
        if correction.stance:
            was["stance"] = read.stance
    return {
        "by": correction.reviewer,
        "at": correction.corrected_at,
        "note": correction.note,
        "statement": correction.statement,
        "was": was,
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    told = asdict(opinion)
    del told["a"], told["b"]
    return {"link": opinion.link, **told}


def link_object(link: Link) -> dict[str, Any]:
    """A link as an object."""
    return {"id": link.id, **asdict(link), "score": round(link.score, 4)}
