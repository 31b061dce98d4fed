"""Disputes made up by rule, as many as a test wants: invented people, places and words."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from claims.records import (
    Article,
    Claim,
    Dispute,
    Link,
    LinkKind,
    Side,
    Source,
    Span,
    Stance,
    Verdict,
    claim_id,
    digest,
)

OUTLETS = ("Velden Courier", "Harbour Post", "Ostrava Ledger", "Radio Lindqvist", "Tarn Wire")
FIRST = ("Mara", "Edo", "Sunniva", "Tomas", "Ilse", "Bashir", "Noor", "Piet", "Anwen", "Kofi")
LAST = ("Holt", "Terzian", "Vance", "Okonjo", "Brandt", "Lisle", "Marek", "Sorley", "Yeo", "Quist")
ROLES = ("minister of public works", "spokeswoman", "mayor", "chief engineer", "union leader")
PLACES = ("Velden", "Orlestad", "Tarn Valley", "Port Maren", "Kessel", "Low Brennick")
MATTERS = (
    ("the bridge at {place} had been closed for repairs", "the bridge at {place} was ever closed"),
    ("the ferry to {place} left without a pilot", "the ferry to {place} left without a pilot"),
    ("the mill in {place} had emptied its tanks into the river", "the mill emptied any tanks"),
    ("soldiers entered {place} on Monday night", "any soldier has entered {place}"),
    ("the school board of {place} was warned twice", "the board had received a warning"),
)

#: What an article may hold that means harm.
HOSTILE = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>\u202egnp\x00'


@dataclass
class World:
    """All records of an invented database."""

    articles: list[Article] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    by_id: dict[str, Article] = field(default_factory=dict)


def world(disputes: int = 12, seed: int = 1) -> World:
    """``disputes`` disputes of all kinds over twice as many articles, best first."""
    rng = random.Random(seed)
    made = World(sources=_sources(min(100, 10 + disputes // 3)))
    for number in range(disputes):
        _dispute(made, rng, number)
    made.disputes.sort(key=lambda dispute: (-dispute.score, dispute.id))
    return made


def _sources(count: int) -> list[Source]:
    names = [f"{first} {last}" for last in LAST for first in FIRST][:count]
    return [
        Source(
            id=digest("source", name),
            name=name,
            kind="person",
            role=f"{ROLES[i % len(ROLES)]} of {PLACES[i % len(PLACES)]}",
            affiliation=f"{PLACES[i % len(PLACES)]} council",
            aliases=(name.split()[1],),
        )
        for i, name in enumerate(names)
    ]


def _dispute(made: World, rng: random.Random, number: int) -> None:
    kind: LinkKind = ("denial", "denial", "conflict", "figures", "reversal")[number % 5]  # type: ignore[assignment]
    one, other = rng.sample(made.sources, 2)
    if kind == "reversal":
        other = one
    said, denied = (part.format(place=rng.choice(PLACES)) for part in rng.choice(MATTERS))
    if kind == "figures":
        said, denied = f"{rng.randint(2, 40)} houses burned", f"{rng.randint(41, 90)} houses burned"
    day = date(2031, 1, 5) + timedelta(days=rng.randint(0, 500))
    first = article(made, rng, one, "said", "asserts", said, day, number)
    answer = "flatly denied" if kind == "denial" else "said"
    stance: Stance = "denies" if kind == "denial" else "asserts"
    second = article(made, rng, other, answer, stance, denied, day + timedelta(days=2), number)
    claims = [first, second]
    score = round(0.99 - 0.49 * rng.random(), 3)
    link = Link(
        second.id,
        first.id,
        kind,
        score,
        ("explicit-denial", "shared-entities") if kind == "denial" else ("nli-contradiction",),
        f"{other.name} {answer} what {one.name} said: {said}.",
    )
    links = [link]
    made.links.append(link)
    if number % 4 == 0:
        third = rng.choice(made.sources)
        echo = article(
            made, rng, third, "confirmed", "echoes", said, day + timedelta(days=1), number
        )
        claims.append(echo)
        made.links.append(Link(echo.id, first.id, "echo", 0.8, ("repeats",)))
        links.append(Link(second.id, echo.id, kind, score - 0.1, ("nli-contradiction",)))
        made.links.append(links[-1])
    status: Verdict = ("none", "none", "confirmed", "dismissed", "unsure")[rng.randrange(5)]  # type: ignore[assignment]
    sides = (_side(made, [c for c in claims if c is not second]), _side(made, [second]))
    made.disputes.append(_record(made, said, kind, score, status, link, sides, links))


def _record(
    made: World,
    topic: str,
    kind: LinkKind,
    score: float,
    status: Verdict,
    link: Link,
    sides: tuple[Side, Side],
    links: list[Link],
) -> Dispute:
    claims = [claim for side in sides for claim in side.claims]
    dates = sorted(claim.said_on for claim in claims if claim.said_on)
    return Dispute(
        id=digest("dispute", link.id),
        topic=f"Whether {topic}",
        kind=kind,
        score=score,
        status=status,
        explanation=link.explanation,
        reasons=link.reasons,
        sides=sides,
        links=tuple(links),
        first_date=dates[0],
        last_date=dates[-1],
        articles=tuple(dict.fromkeys(claim.article for claim in claims)),
        outlets=tuple(dict.fromkeys(made.by_id[claim.article].outlet or "" for claim in claims)),
    )


def _side(made: World, claims: list[Claim]) -> Side:
    by_id = {source.id: source for source in made.sources}
    speakers = dict.fromkeys(claim.source for claim in claims)
    return Side(tuple(by_id[source] for source in speakers), tuple(claims))


def article(
    made: World,
    rng: random.Random,
    source: Source,
    cue: str,
    stance: Stance,
    content: str,
    day: date,
    number: int,
) -> Claim:
    """Adds an article with one attribution to ``made`` and returns its claim."""
    role = f"{source.name}, the {source.role},"
    opening = (
        f"{rng.choice(PLACES)} — The council met again on {day:%A} while snow fell on the square. "
        "Some forty people waited outside, and a kettle was passed from hand to hand. "
    )
    sentence = f"{role} {cue} that {content}"
    closing = (
        ". The papers of the inquiry fill eleven boxes in the basement of the town hall.\n\n"
        f"A second hearing, number {number} on the list, is to be held in the spring. Nobody could "
        "say on Thursday who would pay for it."
    )
    text = opening + sentence + closing
    record = Article(
        text=text,
        title=f"{content[0].upper()}{content[1:]}: what {source.name.split()[1]} says",
        url=f"https://news{number % 7}.example/{number}/{day}/{digest(source.id, cue)}",
        outlet=rng.choice(OUTLETS),
        published=day.isoformat(),
        language="en",
    )
    start = len(opening)
    cue_at = start + len(role) + 1
    quote_at = cue_at + len(cue) + len(" that ")
    identity = record.id
    claim = Claim(
        id=claim_id(record, cue, content),
        article=identity,
        source=source.id,
        speaker=source.name,
        cue=cue,
        cue_lemma={"flatly denied": "deny", "confirmed": "confirm"}.get(cue, "say"),
        stance=stance,
        force="fact",
        quotation="indirect",
        quote=content,
        wording=content,
        speaker_spans=(_span(start, source.name),),
        cue_spans=(_span(cue_at, cue),),
        quote_spans=(_span(quote_at, content),),
        said_on=day.isoformat(),
        confidence=0.9,
    )
    made.articles.append(record)
    made.by_id[identity] = record
    made.claims.append(claim)
    return claim


def _span(start: int, text: str) -> Span:
    return (start, start + len(text))
