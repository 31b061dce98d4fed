"""Tables that a person reads in a terminal, of any width.

Colours follow the terminal and NO_COLOR; into a pipe goes plain text. Nothing that comes
from an article can move the cursor or change colours: control characters are taken out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from claims.kinds import KINDS
from claims.records import Claim, Dispute, Side
from claims.said import denies, said, verb
from claims.show.data import Telling
from claims.show.encoding import plain
from claims.show.marks import help_of
from claims.show.sides import leading, names, several
from claims.show.words import STATUSES, beside, called, day, few, span

if TYPE_CHECKING:
    from claims.store import Masthead
    from claims.store.summary import Speaker

#: From this width on, the sides of a dispute get columns of their own.
WIDE = 120
SHORT = 8  # characters of an id that are shown
LONGEST = 120  # characters of what a side says, in a table

KIND_STYLES = {name: kind.style for name, kind in KINDS.items()}
_STATUS_STYLES = {"open": "", "confirmed": "bold green", "dismissed": "dim", "unsure": "yellow"}


def console() -> Console:
    """Where tables go: stdout as it is now, 100 columns wide if it is not a terminal."""
    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else 100
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)


def show(told: RenderableType) -> None:
    """Print ``told`` there."""
    console().print(told)


def text(value: object, style: str = "") -> Text:
    """``value`` made safe, on one line."""
    return Text(plain(value), style=style)


def line(*parts: Text | str) -> Text:
    """Parts after each other, each in its own style and no other."""
    whole = Text()
    for part in parts:
        whole.append_text(part if isinstance(part, Text) else Text(part))
    return whole


def grid(*columns: str, header: bool = True, **settings: Any) -> Table:
    """An empty table with these headings."""
    table = Table(
        box=SIMPLE_HEAD if header else None,
        show_header=header,
        header_style="bold",
        pad_edge=False,
        padding=(0, 2, 0, 0),
        expand=False,
        **settings,
    )
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def disputes(found: Sequence[Dispute], telling: Telling) -> None:
    """A table of disputes in the order given."""
    if not found:
        return
    wide = console().width >= WIDE
    more = ("Who says so", "Who speaks against it", "When") if wide else ()
    table = grid("Score", "Disputed", *more)
    table.columns[0].min_width = 8
    for number, dispute in enumerate(found):
        if number:
            table.add_row()
        table.add_row(*(_wide_row(dispute, telling) if wide else _narrow_row(dispute, telling)))
    show(table)


def standing(dispute: Dispute) -> list[Text]:
    """Its score, kind and status."""
    status = STATUSES[dispute.status]
    return [
        Text(f"{dispute.score:.2f}"),
        text(dispute.kind, KIND_STYLES[dispute.kind]),
        text(status, _STATUS_STYLES[status]),
    ]


def _verdict(dispute: Dispute) -> Text:
    score, *rest = standing(dispute)
    score.stylize("bold")
    return Text("\n").join([score, *rest])


def _wide_row(dispute: Dispute, telling: Telling) -> list[RenderableType]:
    sides = [_side(side, dispute, telling) for side in dispute.sides]
    for side, cell in zip(dispute.sides[1:], sides[1:], strict=True):
        cell.append_text(_words(side, dispute, "\n"))
    when = Text("\n").join([text(part) for part in _when(dispute)])
    return [_verdict(dispute), text(dispute.topic, "bold"), sides[0], Group(*sides[1:]), when]


def _narrow_row(dispute: Dispute, telling: Telling) -> list[RenderableType]:
    inner = grid("", "", header=False)
    inner.columns[0].no_wrap = True
    for number, side in enumerate(dispute.sides):
        told = _side(side, dispute, telling, stance=False)
        if number:
            told.append_text(_words(side, dispute, ": "))
        inner.add_row(text(_verb(side, dispute), "italic"), told)
    when = text(" · ".join(_when(dispute)), "dim")
    return [_verdict(dispute), Group(text(dispute.topic, "bold"), inner, when)]


def _when(dispute: Dispute) -> list[str]:
    """The dates, where there are any, and the id."""
    dated = [span(dispute.first_date, dispute.last_date)] if dispute.first_date else []
    return [*dated, dispute.id[:SHORT]]


def _verb(side: Side, dispute: Dispute) -> str:
    """What the side does. Who agrees with somebody says it, against the other side."""
    stance = leading(side, dispute).stance
    return verb("asserts" if stance == "echoes" else stance, several=several(side, dispute))


def _words(side: Side, dispute: Dispute, before: str) -> Text:
    """What the side says against the topic, where it says more than that it denies it. A
    denial in words of its own comes after its cue."""
    best = leading(side, dispute)
    denial = best.stance == "denies"
    if denial and denies(best.cue):
        return Text()  # "such an understanding", "the charge": its verb says it all
    quote = plain(best.quote.removeprefix("that ")).strip(",;: ")
    if len(quote.split()) < 3:
        return Text()
    if len(quote) > LONGEST:
        quote = quote[:LONGEST].rsplit(" ", 1)[0] + " …"
    return line(before, text(f"{said(best)}: {quote}" if denial else quote))


def _side(side: Side, dispute: Dispute, telling: Telling, *, stance: bool = True) -> Text:
    """Who is on a side, and where they were quoted."""
    parts = [text(few(names(side, dispute)), "cyan")]
    if stance:
        parts.append(Text(" " + _verb(side, dispute), style="italic"))
    outlets = unique(telling.heads[claim.article].outlet for claim in side.claims)
    if outlets:
        parts.append(line(" ", text(f"({few(outlets)})", "dim")))
    return line(*parts)


def unique(values: Iterable[str | None]) -> list[str]:
    """The values that are something, each once."""
    return list(dict.fromkeys(value for value in values if value))


def claims(found: Sequence[Claim], telling: Telling) -> None:
    """A table of claims in the order given, under the headlines of their articles."""
    if not found:
        return
    dated = any(telling.day(claim) for claim in found)
    table = grid(*(["Said or published"] if dated else []), "Who and what")
    article = ""
    for claim in found:
        if claim.article != article:
            article = claim.article
            table.add_row(*([""] if dated else []), _headline(telling.heads[article]))
        when = text(day(telling.day(claim)))
        when.no_wrap = True
        told = line(statement(claim, telling), " ", text(claim.id[:SHORT], "dim"))
        table.add_row(*([when] if dated else []), told)
    show(table)


def _headline(head: Masthead) -> Text:
    title = text(called(head.title, head.origin), "bold")
    return line(title, " ", text(f"({head.outlet})", "dim")) if head.outlet else title


def statement(claim: Claim, telling: Telling | None = None, *, before: bool = True) -> Text:
    """The cue and the quote of a claim on one line, after who said it if ``telling`` tells;
    with what the article tells ``before`` it, if asked."""
    name = plain(telling.name(claim)) if telling else ""
    how = text(said(claim, name), "bold red" if claim.stance == "denies" else "yellow")
    if name and (start := how.plain.find(name)) >= 0:
        how.stylize("not bold cyan", start, start + len(name))
    quote = text(claim.quote.removeprefix("that ") or claim.quote)
    if before and (told := help_of(claim.quote, claim.wording)):
        quote = line(text(told, "dim"), " ", quote)
    return line(how, ": ", quote)


def sources(found: Sequence[Speaker]) -> None:
    """A table of sources, with how much they say and dispute."""
    if not found:
        return
    wide = console().width >= WIDE
    turned = any(speaker.reversals for speaker in found)
    counts = ["Claims", "Disputes", *(["Reversals"] if turned else [])]
    table = grid("Source", *(["Kind"] if wide else []), *counts, *(["Also"] if wide else []), "Id")
    for column in table.columns:
        if column.header in counts:
            column.justify = "right"
    for speaker in found:
        source = speaker.source
        who = text(source.name, "cyan")
        about = beside(source.name, source.role, source.affiliation)
        if not (about or wide) and source.kind != "unnamed":
            about = source.kind
        if about:
            who = line(who, ", ", text(about, "dim"))
        numbers = (speaker.claims, speaker.disputes, speaker.reversals)[: len(counts)]
        cells: list[RenderableType] = [who, *([text(source.kind)] if wide else [])]
        cells += [text(number or "") for number in numbers]
        if wide:
            cells.append(text(" · ".join(filter(None, (few(source.aliases), source.wikidata)))))
        table.add_row(*cells, text(source.id[:SHORT], "dim"))
    show(table)


def timeline(found: Sequence[Claim], telling: Telling) -> None:
    """Claims in the order given, the day told where it changes."""
    table = grid("", "", header=False)
    table.columns[0].no_wrap = True
    before = ""
    for claim in found:
        when = day(telling.day(claim))
        head = telling.heads[claim.article]
        tail = " · ".join(unique((head.outlet, claim.id[:SHORT])))
        told = line(statement(claim, telling), "  ", text(tail, "dim"))
        table.add_row(text("" if when == before else when, "bold"), told)
        before = when
    show(table)


def facts(rows: Sequence[Mapping[str, Any]]) -> None:
    """What is in the database, a fact a line."""
    table = grid("", "", header=False)
    table.columns[0].no_wrap = True
    for label, value in rows[0].items():
        if isinstance(value, Mapping):
            shown = [f"{name or 'unknown'} {count}" for name, count in value.items()]
            value = few(shown, 12)
        elif label == "bytes":
            label, value = "size", f"{value / 1e6:,.1f} MB"
        elif isinstance(value, int):
            value = f"{value:,}"
        elif label.endswith("_published"):
            value = value and day(value)
        if value:
            table.add_row(text(label.replace("_", " "), "bold"), text(value))
    show(table)


def articles(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table of articles."""
    if not rows:
        return
    wide = console().width >= WIDE
    keys = ["published", "outlet", *(["author"] if wide else [])]
    known = [key for key in keys if any(row[key] for row in rows)]
    dated = "published" in known
    table = grid(*(["Published"] if dated else []), "Title")
    table.columns[0].no_wrap = dated
    for key in known[dated:]:
        table.add_column(key.capitalize(), overflow="fold")
    table.add_column("Claims", justify="right")
    table.add_column("Id", overflow="fold")
    for row in rows:
        title = text(called(row["title"], row["origin"] or row["url"]))
        notes = [row["language"]] if row["language"] not in (None, "en") else []
        notes += ["copy"] if row["duplicate_of"] else []
        if notes:
            title = line(title, " ", text(f"({', '.join(notes)})", "dim"))
        if wide and (where := row["url"] or row["origin"]):
            title = line(title, "\n", text(where, "dim"))
        date = [text(day(row["published"]) if row["published"] else "")] if dated else []
        cells = [*date, title, *(text(row[key] or "") for key in known[dated:])]
        table.add_row(*cells, text(row["claims"] or ""), text(row["id"][:SHORT], "dim"))
    show(table)


def read_by(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table of pairs that a language model was asked about, or of what it says was missed."""
    if not rows:
        return
    table = grid("Says", "Of")
    table.columns[0].no_wrap = True
    for row in rows:
        if "verdict" in row:
            said, score = row["verdict"], f"{row['score']:.2f}"
            id = row["dispute"] or row["link"]
        else:
            said, score = ("missed", "clear" if row["clear"] else "arguable")
            id = row["article_a"]
        sides = []
        for side in ("a", "b"):
            who = text(row[f"source_{side}"] or "not named", "cyan")
            unknown = text("" if row.get(f"claim_{side}", True) else " (no claim yet)", "dim")
            sides.append(line(who, ": ", text(row[f"quote_{side}"]), unknown))
        reason = [text(row["reason"], "italic")] if row["reason"] else []
        table.add_row(
            Text("\n").join([text(said, "bold"), Text(score)]),
            Group(*sides, *reason, text(f"{row['model']} · {id[:SHORT]}", "dim")),
        )
    show(table)


def rulings(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table of what people corrected."""
    if not rows:
        return
    table = grid("Id", "Ruling", "When", "By", "Note")
    for row in rows:
        parts = [row["kind"], row["a"], row["b"] or row["name"] or ""]
        cells = (row["id"][:SHORT], " ".join(parts), row["made_at"], row["reviewer"], row["note"])
        table.add_row(*(text(cell or "") for cell in cells))
    show(table)
