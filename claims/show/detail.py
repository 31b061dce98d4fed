"""One dispute, claim or source at length: the words in their context, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from claims.kinds import KINDS
from claims.records import Article, Claim, Dispute, Judgement, Link, Opinion, Side, Source
from claims.said import verb
from claims.show import sides
from claims.show.data import Telling
from claims.show.encoding import plain
from claims.show.marks import MARGIN, pieces, web_address
from claims.show.sides import Wording
from claims.show.terminal import (
    KIND_STYLES,
    SHORT,
    console,
    line,
    show,
    standing,
    statement,
    text,
    unique,
)
from claims.show.words import STATUSES, also_read, called, count, day, few, reason, span

PART_STYLES = {
    "speaker": "bold cyan",
    "cue": "bold reverse",
    "quote": "underline",
    "gap": "dim",
    "": "",
}
#: Where there are no styles, such as in a pipe.
MARKS = {"cue": ("*", "*"), "quote": ("[", "]")}
#: How many statements of a side, links and articles are shown unless all are asked for.
MOST = 8
#: From this width on, two quotes stand beside each other.
BESIDE = 76


def dispute(
    found: Dispute,
    telling: Telling,
    texts: Mapping[str, str],
    judgements: Mapping[str, Judgement],
    shown: Link | None = None,
    most: int | None = MOST,
) -> None:
    """A dispute: what, why, two quotes in context, the other claims by side, links, articles.

    The two claims in context are those of the link ``shown``, or of the surest. Of every
    list ``most`` are shown, the surest; None shows all, 0 only tells how much there is.
    """
    show(line(text(found.topic, "bold"), "  ", text(found.id, "dim")))
    score, kind, status = standing(found)
    facts = [kind, score, status, text(span(found.first_date, found.last_date))]
    if found.outlets:
        facts.append(text(", ".join(found.outlets), "dim"))
    show(Text(" · ").join(facts))
    best = shown or found.links[0]
    claims = {claim.id: claim for side in found.sides for claim in side.claims}
    pair = telling.in_order(best, claims)
    show(_beside([(claim, texts[claim.article]) for claim in pair], telling))
    show(_why(best))
    _print_opinions(telling.opinions([best]))
    if most == 0:
        _print_extent(found, pair, telling)
        return
    for side in found.sides:
        _print_side(side, found, pair, telling, most)
    if len(found.links) > 1 or judgements:
        links = [link for link in found.links if link.id in judgements]
        links += [link for link in found.links if link.id not in judgements]
        _section("Links", _links(links[:most], claims, telling, judgements))
        others = [link for link in found.links if link != best]
        _print_opinions(telling.opinions(others)[:most], by_link=True)
        _print_rest(len(links), most, "link", _whole(found))
    articles = [claim.article for claim in (*pair, *claims.values())]
    _print_places(articles, telling, most, _whole(found))


def _print_side(
    side: Side, found: Dispute, pair: Sequence[Claim], telling: Telling, most: int | None
) -> None:
    """What a side says besides the claim in context: a timeline of the surest, each once."""
    own = next((claim for claim in pair if claim in side.claims), None)
    ranked = [claim for claim in sides.ranked(side, found) if claim != own]
    told = sides.wordings([*([own] if own else []), *ranked])
    again = told.pop(0).repeats if own else ()
    if not (told or again):
        return
    with_whom = telling.name(own or ranked[0])
    show(line("\n", text(f"{'Also with' if own else 'Another side:'} {with_whom}", "bold")))
    if again:
        show(_inset(text(_again(again, telling), "dim")))
    chosen = sorted(told[:most], key=lambda wording: telling.day(wording.claim) or "9999")
    show(_inset(_statements(chosen, telling)))
    _print_rest(len(told), most, "statement", _whole(found))


def _print_extent(found: Dispute, pair: Sequence[Claim], telling: Telling) -> None:
    """How much there is besides the two claims in context, in one sentence."""
    parts = []
    for side in found.sides:
        own = next((claim for claim in pair if claim in side.claims), None)
        number = len(side.claims) - (own is not None)
        if number:
            who = telling.name(own or sides.leading(side, found))
            parts.append(f"{count(number, 'statement')} with {who}")
    if parts:
        parts.append(count(len(found.articles), "article"))
        show(line("\n", text("Also", "bold"), " ", text(f"{'; '.join(parts)}: {_whole(found)}")))


def _whole(found: Dispute) -> str:
    """The command that shows all of a dispute."""
    return f"claims show {found.id[:SHORT]} --all"


def _again(claims: Sequence[Claim], telling: Telling) -> str:
    """Who else says almost the same words, and in how many articles."""
    who = few(list(dict.fromkeys(telling.name(claim) for claim in claims)))
    return f"in almost these words {count(len(claims), 'more time')}: {who}"


def _print_rest(number: int, most: int | None, what: str, how: str) -> None:
    if most is not None and number > most:
        rest = count(number - most, f"more {what}")
        show(_inset(text(f"and {rest}: {how}", "dim")))


def claim(found: Claim, telling: Telling, body: str, disputes: Sequence[Dispute]) -> None:
    """A claim in its context, with what it is taken to say and who disputes it."""
    show(context(found, telling, body, console().width))
    facts = _claim_facts(found, telling)
    show(_grid([text(label, "dim"), text(value)] for label, value in facts if value))
    _print_disputes(disputes)
    _print_opinions(telling.opinions_on(found), by_link=True)
    _print_places([found.article], telling)


def link(found: Link, claims: Sequence[Claim], telling: Telling, texts: Mapping[str, str]) -> None:
    """A link that is in no dispute, with its two claims in context."""
    show(line(text(found.kind, KIND_STYLES[found.kind]), f" · {found.score:.2f} · {found.id}"))
    by_id = {claim.id: claim for claim in claims}
    pair = telling.in_order(found, by_id)
    show(_beside([(claim, texts[claim.article]) for claim in pair], telling))
    show(text(found.explanation))
    _print_opinions(telling.opinions([found]))


def article(
    found: Article,
    id: str,
    claims: Sequence[Claim],
    telling: Telling,
    disputes: Sequence[Dispute],
) -> None:
    """An article: where it appeared, its claims, and the disputes that these are part of."""
    show(line(text(called(found.title, found.origin), "bold"), Text(f"  {id}", "dim")))
    where = unique(
        (found.outlet, found.author, found.date and day(found.date), found.url or found.origin)
    )
    show(text(" · ".join(where), "dim"))
    if found.duplicate_of:
        show(text(f"repeats the words of {found.duplicate_of}"))
    _print_disputes(disputes)
    _section("Claims", _statements(sides.once(claims), telling))


def source(
    found: Source,
    said: Sequence[Claim],
    telling: Telling,
    disputes: Sequence[Dispute],
    most: int | None = None,
) -> None:
    """A source: names, what it said last, ``most`` of it, and what it is in dispute about."""
    show(line(text(found.name, "bold cyan"), "  ", text(found.id, "dim")))
    about = [found.kind, found.role, found.affiliation]
    show(text(", ".join(part for part in about if part)))
    if found.aliases:
        show(text("also " + ", ".join(found.aliases), "dim"))
    if found.wikidata:
        show(text(f"Wikidata {found.wikidata}", "dim"))
    _print_disputes(disputes)
    if said:
        told = _statements(sides.once(said[:most]), telling)
        _section("Claims, the latest first", told)
        _print_rest(len(said), most, "claim", f"claims show {found.id[:SHORT]} --all")


def context(
    found: Claim, telling: Telling, source_text: str, width: int, margin: int = MARGIN
) -> RenderableType:
    """A claim's words, marked in ``margin`` characters or so of the text around them, in a frame
    of ``width`` columns."""
    head = telling.heads[found.article]
    body = Text()
    plainly = not console().is_terminal
    for piece in pieces(source_text, found, margin):
        before, after = MARKS.get(piece.part, ("", "")) if plainly else ("", "")
        body.append(f"{before}{piece.text}{after}", style=PART_STYLES[piece.part])
    does = verb(found.stance, several=telling.several(found))
    who = line(text(telling.name(found), "bold cyan"), Text(f" {does}", "italic"))
    date = telling.day(found)
    where = text(" · ".join(unique((head.outlet, date and day(date), found.id[:SHORT]))), "dim")
    if corrected := telling.corrected(found):
        where = line(where, "\n", text(corrected, "dim"))
    if who.cell_len + 6 > width:  # a frame cuts off what does not fit into its upper edge
        return Panel(Group(who, body, where), padding=(0, 1))
    return Panel(Group(body, where), title=who, title_align="left", padding=(0, 1))


def _inset(told: RenderableType) -> RenderableType:
    return Padding(told, (0, 0, 0, 2))


def _section(heading: str, told: RenderableType) -> None:
    show(Text(f"\n{heading}", style="bold"))
    show(_inset(told))


def _grid(rows: Iterable[Sequence[RenderableType]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row(*row)
    return table


def _beside(claims: Sequence[tuple[Claim, str]], telling: Telling) -> RenderableType:
    """Claims with the texts of their articles, beside each other where there is room."""
    wide = console().width >= BESIDE
    width = console().width // len(claims) - 1 if wide else console().width
    cells = [context(claim, telling, body, width) for claim, body in claims]
    if not wide:
        return Group(*cells)
    table = Table.grid(expand=True, padding=(0, 1, 0, 0))
    for _ in cells:
        table.add_column(ratio=1)
    table.add_row(*cells)
    return table


def _why(found: Link) -> RenderableType:
    points = Table.grid(padding=(0, 1))
    for code in found.reasons:
        points.add_row(Text("·"), text(reason(code), "dim"))
    told = [text(found.explanation)] if found.explanation else []
    kind = text(f"{found.kind}: {KINDS[found.kind].meaning}", "dim")
    return Group(Text("Why", style="bold"), _inset(Group(*told, points, kind)))


def _links(
    links: Sequence[Link],
    claims: Mapping[str, Claim],
    telling: Telling,
    judgements: Mapping[str, Judgement],
) -> RenderableType:
    rows = []
    for link in links:
        ends = [telling.name(claim) for claim in telling.in_order(link, claims)]
        said = ""
        if judgement := judgements.get(link.id):
            by = f" by {judgement.reviewer}" if judgement.reviewer else ""
            note = f": {judgement.note}" if judgement.note else ""
            said = f"{STATUSES[judgement.verdict]}{by}{note}"
        kind = text(link.kind, KIND_STYLES[link.kind])
        score = Text(f"{link.score:.2f}")
        rows.append([text(link.id[:SHORT], "dim"), kind, score, text(" – ".join(ends)), text(said)])
    return _grid(rows)


def _statements(told: Sequence[Wording], telling: Telling) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    dated = any(telling.day(wording.claim) for wording in told)
    if dated:
        table.add_column(no_wrap=True)
    for wording in told:
        found = wording.claim
        said = statement(found, telling)
        if wording.repeats:
            said = line(said, "\n", text(_again(wording.repeats, telling), "dim"))
        if corrected := telling.corrected(found):
            said = line(said, "\n", text(corrected, "dim"))
        when = [text(day(telling.day(found)))] if dated else []
        table.add_row(*when, said, text(found.id[:SHORT], "dim"))
    return table


def _claim_facts(found: Claim, telling: Telling) -> list[tuple[str, str]]:
    via = telling.sources.get(found.via) if found.via and found.via != found.source else None
    facts = [
        ("cue", f"{found.cue} ({found.cue_lemma}): {found.stance}, {found.force}"),
        ("quoted", found.quotation + (", hedged" if found.hedged else "")),
        ("relayed by", via.name if via else ""),
        ("about claim", found.about or ""),
        ("said on", day(found.said_on) if found.said_on else ""),
        ("confidence", f"{found.confidence:.2f}"),
        ("id", found.id),
    ]
    return [(label, plain(value)) for label, value in facts]


def _print_opinions(opinions: Sequence[Opinion], *, by_link: bool = False) -> None:
    """What language models say, marked as such."""
    for opinion in opinions:
        of = f"{opinion.link[:SHORT]} " if by_link else ""
        show(line(text(of, "dim"), text(also_read(opinion), "italic")))


def _print_disputes(disputes: Sequence[Dispute]) -> None:
    if not disputes:
        return
    rows = []
    for found in disputes:
        score, kind, status = standing(found)
        rows.append([text(found.id[:SHORT], "dim"), score, kind, status, text(found.topic)])
    _section("In dispute", _grid(rows))


def _print_places(
    articles: Sequence[str],
    telling: Telling,
    most: int | None = None,
    how: str = "",
) -> None:
    """The articles, with addresses that a terminal can open."""
    rows = []
    unlike = list(dict.fromkeys(articles))
    for id in unlike[:most]:
        head = telling.heads[id]
        title = text(called(head.title, head.origin))
        where = text(" · ".join(unique((head.outlet, head.date and day(head.date)))), "dim")
        below = ""
        if address := web_address(head.url):
            title.stylize(f"link {address}")
            below = f"\n{plain(address)}"
        told = line(title, "  ", where, Text(below, style="dim"))
        rows.append([text(id[:SHORT], "dim"), told])
    _section("Articles", _grid(rows))
    _print_rest(len(unlike), most, "article", how)
