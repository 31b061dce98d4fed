"""From links to disputes: what is contested, by whom, on which sides.

Opposing links about one matter (`claims.disputes.matters`) make one dispute. A link that a person
dismissed joins nothing. Within a dispute the claims are put on two sides by following
the links from the surest on: its two ends stand against each other, what one source says
stands together, and so does what echoes. A link that contradicts the surer ones decides
nothing. Only a source's reversal sets it against itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.compare.explain import within
from claims.disputes.matters import matters
from claims.kinds import KINDS
from claims.records import (
    OPPOSING,
    Claim,
    Dispute,
    Judgement,
    Link,
    Side,
    Source,
    Verdict,
    digest,
)
from claims.said import hangs, said

#: Of links with equal scores, the kind that says most comes first.
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_NO_DAY = "9999"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a claim besides its words: the day, the outlet, repeats elsewhere.

    ``day`` is when it was said, or else published; ``articles`` are its article and those
    that repeat it, ``outlets`` theirs.
    """

    day: str | None = None
    articles: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one dispute, before its claims are looked at: what ranking needs.

    ``founder`` is the id of the link that was complete first, which gives the dispute its own
    id, so that it keeps it as later articles join. ``opposing`` has the surest link first, one
    that a person confirmed before any other;
    ``echoes`` are those between its claims.
    """

    founder: str
    opposing: tuple[Link, ...]
    echoes: tuple[Link, ...] = ()
    status: Verdict = "none"

    @property
    def id(self) -> str:
        """The id of the dispute."""
        return digest("dispute", self.founder)

    @property
    def score(self) -> float:
        """The probability that its surest link is right."""
        return self.opposing[0].score

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that it joins, in the order of its links."""
        return tuple(dict.fromkeys(id for link in self.opposing for id in (link.a, link.b)))


def groups(
    links: Mapping[str, Link],
    judgements: Mapping[str, Judgement],
    days: Mapping[str, str | None],
    *,
    dismissed: bool = False,
) -> list[Group]:
    """The disputes that ``links`` make, best first; with ``dismissed``, the dismissed ones.

    ``links`` and ``judgements`` are by link id; among ``links`` are the echoes between claims
    in dispute. ``days`` gives the day of each claim.
    """
    joining: list[Link] = []
    echoes: dict[str, list[Link]] = defaultdict(list)
    ids: dict[tuple[str, str], str] = {}
    for id, link in links.items():
        if link.kind not in OPPOSING:
            echoes[link.a].append(link)
            continue
        judgement = judgements.get(id)
        if (judgement is not None and judgement.verdict == "dismissed") == dismissed:
            joining.append(link)
            ids[link.a, link.b] = id

    def rank(link: Link) -> tuple[bool, float, int, str]:
        id = ids[link.a, link.b]
        confirmed = id in judgements and judgements[id].verdict == "confirmed"
        return not confirmed, -link.score, _RANK[link.kind], id

    joining.sort(key=rank)
    holding = [link for some in echoes.values() for link in some]
    found = [
        _group([(ids[link.a, link.b], link) for link in matter], echoes, judgements, days)
        for matter in matters(joining, holding)
    ]
    return sorted(found, key=lambda g: (g.status != "confirmed", -g.score, g.founder))


def assemble(
    group: Group,
    claims: Mapping[str, Claim],
    sources: Mapping[str, Source],
    settings: Mapping[str, Setting],
) -> Dispute:
    """The dispute of ``group``, told with its claims.

    ``claims`` and ``settings`` are by claim id and hold at least those of the group;
    ``sources`` are by source id. A source that is missing is unnamed.
    """
    best = group.opposing[0]
    present = [claims[id] for id in group.claims if id in claims]
    settled = {claim.id: settings.get(claim.id, Setting()) for claim in present}
    days = {id: setting.day for id, setting in settled.items()}
    dated = sorted(day for day in days.values() if day)
    reasons = dict.fromkeys(reason for link in group.opposing for reason in link.reasons)
    return Dispute(
        id=group.id,
        topic=topic(in_order(best, claims, days)[0]),
        kind=best.kind,
        score=group.score,
        status=group.status,
        explanation=best.explanation,
        reasons=tuple(reasons),
        sides=_sides(group, present, sources, days),
        links=(*group.opposing, *group.echoes),
        first_date=dated[0] if dated else None,
        last_date=dated[-1] if dated else None,
        articles=tuple(dict.fromkeys(id for each in settled.values() for id in each.articles)),
        outlets=tuple(dict.fromkeys(name for each in settled.values() for name in each.outlets)),
    )


def find_disputes(
    links: Iterable[Link],
    claims: Iterable[Claim],
    sources: Mapping[str, Source],
    judgements: Mapping[str, Judgement] | None = None,
    settings: Mapping[str, Setting] | None = None,
    *,
    dismissed: bool = False,
) -> list[Dispute]:
    """The disputes among ``claims``, best first: confirmed ones, then by score."""
    by_id = {claim.id: claim for claim in claims}
    settings = settings or {id: Setting(claim.said_on) for id, claim in by_id.items()}
    days = {id: setting.day for id, setting in settings.items()}
    known = {link.id: link for link in links if link.a in by_id and link.b in by_id}
    return [
        assemble(group, by_id, sources, settings)
        for group in groups(known, judgements or {}, days, dismissed=dismissed)
    ]


def topic(claim: Claim, width: int = 120) -> str:
    """What is contested, in the words of the claim that is spoken against, in quotation marks:
    they are somebody's. Those of a denial come after its cue, and so do those that are the end
    of what their cue begins: "accused Tallinn of letting ..."."""
    words = claim.quote.removeprefix("that ")
    words = within(f"{claim.cue} {words}" if hangs(claim) else words)
    if len(words) > width:
        cut = words.rfind(" ", 0, width) if " " in words[:width] else width
        words = words[:cut].rstrip(",;: ") + "…"
    return f"{said(claim)}: “{words}”" if claim.stance == "denies" else f"“{words}”"


def _group(
    pairs: Sequence[tuple[str, Link]],
    echoes: Mapping[str, Sequence[Link]],
    judgements: Mapping[str, Judgement],
    days: Mapping[str, str | None],
) -> Group:
    def complete(pair: tuple[str, Link]) -> tuple[str, str]:
        link = pair[1]
        return max(days.get(link.a) or _NO_DAY, days.get(link.b) or _NO_DAY), pair[0]

    verdicts = {judgements[id].verdict for id, _ in pairs if id in judgements}
    ranked: tuple[Verdict, ...] = ("confirmed", "unsure", "dismissed")
    members = {end for _, link in pairs for end in (link.a, link.b)}
    inside = [e for id in members for e in echoes.get(id, ()) if e.b in members]
    return Group(
        founder=min(pairs, key=complete)[0],
        opposing=tuple(link for _, link in pairs),
        echoes=tuple(sorted(inside, key=lambda link: (-link.score, link.id))),
        status=next((verdict for verdict in ranked if verdict in verdicts), "none"),
    )


def in_order(
    link: Link, claims: Mapping[str, Claim], days: Mapping[str, str | None]
) -> tuple[Claim, Claim]:
    """The ends of ``link`` as people tell them: a denial after what it denies, else what was
    said first, or stands first in the article, and then what stands against it.

    ``claims`` and ``days`` are by claim id. Raises KeyError for an end that is not there.
    """
    a, b = claims[link.a], claims[link.b]
    if KINDS[link.kind].answers:
        return b, a
    one, other = days.get(a.id), days.get(b.id)
    if one and other and one != other:
        return (a, b) if one < other else (b, a)
    if a.article == b.article and a.quote_spans != b.quote_spans:
        return (a, b) if a.quote_spans < b.quote_spans else (b, a)
    return a, b


def _sides(
    group: Group,
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    days: Mapping[str, str | None],
) -> tuple[Side, ...]:
    """The sides: first the one that was spoken against, then the one that does so most surely.
    The two claims of the surest link, which the explanation speaks of, are the first of the
    first two sides; after them the earliest claim comes first."""
    turned = {id for link in group.opposing if KINDS[link.kind].own for id in (link.a, link.b)}
    voices = {
        claim.id: claim.id if claim.id in turned or not claim.source else f"source {claim.source}"
        for claim in claims
    }
    colours = _Colours()
    colours.relate(group.opposing[0].a, group.opposing[0].b, opposed=True)
    for claim in claims:
        colours.relate(claim.id, voices[claim.id], opposed=False)
    for link in group.opposing:
        colours.relate(link.a, link.b, opposed=True)
    for link in group.echoes:
        colours.relate(link.a, link.b, opposed=False)
    surest = in_order(group.opposing[0], {claim.id: claim for claim in claims}, days)
    first, answer = (claim.id for claim in surest)
    ordered = sorted(
        claims, key=lambda c: (c.id not in (first, answer), days[c.id] or _NO_DAY, c.id)
    )
    against: dict[str, set[str]] = defaultdict(set)
    for link in group.opposing:
        against[link.a].add(link.b)
        against[link.b].add(link.a)
    parts = []
    for other in (False, True):
        half = [claim for claim in ordered if colours.opposed(first, claim.id) == other]
        parts += _peaceful(half, against, voices)

    def place(part: Sequence[Claim]) -> int:
        """The two sides of the surest link before any other."""
        ids = [claim.id for claim in part]
        return 0 if first in ids else 1 if answer in ids else 2

    return tuple(_side(part, sources) for part in sorted(parts, key=place))


def _peaceful(
    claims: Sequence[Claim], against: Mapping[str, set[str]], voices: Mapping[str, str]
) -> list[list[Claim]]:
    """``claims`` in as few parts as it takes for none to stand against its own part: of three
    different tolls, two cannot share a side. Who stands against the other half of the dispute
    more than twice as often is not put apart from allies by what may be a wrong link."""
    here = {claim.id for claim in claims}
    blocs: dict[str, list[Claim]] = {}
    for claim in claims:
        blocs.setdefault(voices[claim.id], []).append(claim)
    parts: list[list[Claim]] = []
    for bloc in blocs.values():
        foes = Counter(foe for claim in bloc for foe in against.get(claim.id, ()))
        beyond = sum(number for foe, number in foes.items() if foe not in here)
        for part in parts:
            quarrels = 2 * sum(foes[claim.id] for claim in part)
            if quarrels == 0 or quarrels < beyond:
                part += bloc
                break
        else:
            parts.append(bloc)
    return parts


def _side(claims: Sequence[Claim], sources: Mapping[str, Source]) -> Side:
    speakers = dict.fromkeys(claim.source for claim in claims)
    names = {claim.source: claim.speaker for claim in reversed(claims)}
    known = (sources.get(id) or Source(id, names[id] or "unnamed", "unnamed") for id in speakers)
    return Side(sources=tuple(known), claims=tuple(claims))


class _Colours:
    """Two colours, given by relations in order of trust: disjoint sets with parity."""

    def __init__(self) -> None:
        self._parent: dict[str, tuple[str, bool]] = {}

    def _find(self, item: str) -> tuple[str, bool]:
        """The root of ``item``, and whether ``item`` is opposed to it."""
        opposed = False
        self._parent.setdefault(item, (item, False))
        while self._parent[item][0] != item:
            item, odd = self._parent[item]
            opposed ^= odd
        return item, opposed

    def relate(self, a: str, b: str, *, opposed: bool) -> None:
        """Put ``a`` and ``b`` on opposite sides, or on one, unless their sides are known."""
        root_a, odd_a = self._find(a)
        root_b, odd_b = self._find(b)
        if root_a != root_b:
            self._parent[root_a] = (root_b, opposed ^ odd_a ^ odd_b)

    def opposed(self, a: str, b: str) -> bool:
        """Whether ``a`` and ``b`` are on opposite sides."""
        return self._find(a)[1] ^ self._find(b)[1]
