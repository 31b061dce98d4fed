"""Keys of ``claims review``: one is pressed, and those that correct or open what is shown."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from claims.cli.fix import span, told
from claims.errors import ClaimsError
from claims.read.formats import suffix_format
from claims.records import Claim, Dispute
from claims.show.data import Telling
from claims.show.encoding import plain
from claims.show.marks import web_address
from claims.show.sides import ranks
from claims.show.words import called
from claims.store import Store

if TYPE_CHECKING:
    from claims.tracker import Tracker

T = TypeVar("T")

#: What the keys do, for the help.
MEANINGS = {
    "c": "confirm: the two are in dispute",
    "d": "dismiss: they are not",
    "u": "unsure",
    "n": "take a note, kept with what is pressed next",
    "s": "skip",
    "b": "back to the one before",
    "q": "stop; what was decided is kept",
    "r": "wrong source: say who says it",
    "w": "wrong words: give the right ones",
    "x": "not a statement: it leaves lists and disputes",
    "z": "take back all that was corrected in the claim corrected last",
    "o": "open the article, or show the text around where it cannot be opened",
    "?": "this help",
}
#: What `Hands` does.
HANDS = ("r", "w", "x", "z", "o")
_MOST = 9  # claims that one key tells apart
_PAGES = ("text", "markdown", "html", "pdf", "docx", "eml")
_AROUND = 1500  # characters of an article that are shown where it cannot be opened


def pressed() -> str:
    """The key that is pressed, in lower case, and shown. Raises ClaimsError where there is no
    terminal."""
    try:
        key = click.getchar().lower()
    except (KeyboardInterrupt, EOFError):  # Ctrl-C and Ctrl-D
        key = "q"
    except OSError as error:  # there is no terminal, not even beside a pipe
        click.echo()
        raise ClaimsError("keys are asked for on a terminal: elsewhere, `claims judge`") from error
    click.echo(key if key.isprintable() else "")
    return key


class Changed(NamedTuple):
    """The claim that is another now, and what was done, in words."""

    claim: str
    told: str


class Hands:
    """Corrects claims of the disputes of ``store`` as ``claims fix`` does, for ``reviewer``."""

    def __init__(self, store: Store, reviewer: str | None) -> None:
        self.corrected: list[str] = []
        self._store = store
        self.reviewer = reviewer

    @cached_property
    def _tracker(self) -> Tracker:
        from claims.tracker import Tracker

        return Tracker(store=self._store)

    def do(self, key: str, dispute: Dispute, note: str | None) -> Changed | None:
        """What ``key``, one of `HANDS`, stands for. Returns what was corrected by it."""
        telling = Telling.of(self._store, [dispute])
        try:
            if key == "z":
                return self._undo()
            if key == "o":
                self._open(_listed(dispute, telling), telling)
                return None
            claims = _listed(dispute, telling)[:_MOST]
            claim = _choose([(claim, _line(claim, telling)) for claim in claims])
            return None if claim is None else self._fix(key, claim, note)
        except ClaimsError as error:
            click.echo(f"Error: {error}", err=True)
            return None

    def _fix(self, key: str, claim: Claim, note: str | None) -> Changed | None:
        given = None
        if key == "r":
            given = _ask("Who says it? (a name or the id of a source, - for nobody)")
        elif key == "w":
            start, end = claim.quote_spans[0][0], claim.quote_spans[-1][1]
            given = _ask(f"Its words? (START:END, now {start}:{end}, or the words, copied)")
        if key != "x" and given is None:
            return None
        self._tracker.fix(
            claim.id,
            source=("" if given == "-" else given) if key == "r" else None,
            words=span(given) if given and key == "w" else None,
            statement=key != "x",
            note=note,
            reviewer=self.reviewer,
        )
        self.corrected.append(claim.id)
        return Changed(claim.id, f"Corrected: {told(self._store, claim.id)}")

    def _undo(self) -> Changed | None:
        if not self.corrected:
            click.echo("Nothing was corrected in this review: `claims fix CLAIM --undo`", err=True)
            return None
        id = self.corrected.pop()
        self._tracker.unfix(id)
        self.corrected = [other for other in self.corrected if other != id]
        return Changed(id, f"As it was read: {told(self._store, id)}")

    def _open(self, claims: list[Claim], telling: Telling) -> None:
        """Open an article of ``claims``, or show its text around the first of them in it."""
        first = {claim.article: claim for claim in reversed(claims)}
        heads = [telling.heads[id] for id in dict.fromkeys(claim.article for claim in claims)]
        named = [(head, called(head.title, head.origin)) for head in heads[:_MOST]]
        head = named[0][0] if len(named) == 1 else _choose(named)
        if head is None:
            return
        address = _address(head.url, head.origin)
        if address and _has_screen() and click.launch(address) == 0:
            click.echo(f"Opened {address}")
            return
        from claims.show import detail
        from claims.show.terminal import console

        out = console()
        body = self._store.articles.texts([head.id])[head.id]
        out.print(detail.context(first[head.id], telling, body, out.width, _AROUND))
        if address:
            click.echo(address)


def _listed(dispute: Dispute, telling: Telling) -> list[Claim]:
    """The claims of ``dispute``: the two shown in context as they stand, then the surest."""
    claims = {claim.id: claim for side in dispute.sides for claim in side.claims}
    pair = telling.in_order(dispute.links[0], claims)
    place = ranks(dispute)
    rest = sorted(claims.values(), key=lambda claim: place.get(claim.id, len(place)))
    return [*pair, *(claim for claim in rest if claim not in pair)]


def _line(claim: Claim, telling: Telling) -> str:
    from claims.disputes.graph import shorten
    from claims.show.terminal import statement

    return f"{shorten(statement(claim, telling, before=False).plain, 80)}  {claim.id[:8]}"


def _choose(named: list[tuple[T, str]]) -> T | None:
    """The one of ``named`` that is meant, by its number; None if none is."""
    for number, (_, name) in enumerate(named, start=1):
        click.echo(f"  {number}  {plain(name)}")
    click.secho("Which? ", nl=False, bold=True)
    key = pressed()
    number = int(key) if key.isdecimal() and key.isascii() else 0
    return named[number - 1][0] if 0 < number <= len(named) else None


def _ask(question: str) -> str | None:
    """The answer, None if there is none."""
    return str(click.prompt(question, default="", show_default=False)).strip() or None


def _address(url: str | None, origin: str | None) -> str | None:
    """What opens an article: its address on the web, or the file that holds it alone."""
    if web_address(url):
        return url
    if origin and suffix_format(origin) in _PAGES and Path(origin).is_file():
        return str(Path(origin).resolve())
    return None


def _has_screen() -> bool:
    """Whether a window can be opened."""
    return sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
