"""``claims review``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from claims.cli import options
from claims.cli.judge import reviewer
from claims.errors import ClaimsError
from claims.records import Dispute, Verdict
from claims.show.data import Telling, status
from claims.store.filters import Filters

if TYPE_CHECKING:
    from claims.store import Store

KEYS: dict[str, Verdict] = {"c": "confirmed", "d": "dismissed", "u": "unsure"}
FEW = 6  # claims of a dispute that are all shown: more would move the quotes off the screen
PROMPT = "[c]onfirm  [d]ismiss  [u]nsure  [n]ote  [s]kip  [b]ack  [q]uit "


@click.command("review")
@options.database
@options.filtering(*options.DISPUTES, "limit")
@reviewer
def command(db: str, filters: Filters, reviewer: str | None) -> None:
    """Judge open disputes one by one, the surest first.

    Each is shown with both quotes in their context, and one key decides: c confirms, d
    dismisses, u leaves it as unsure, n takes a note first, s skips, b goes back to the one
    before, q stops. What was decided is kept at once.

    \b
    Examples:
      claims review
      claims review --kind denial --min-score 0.6
      claims review --status unsure --reviewer anna
    """
    filters = replace(filters, status=filters.status or "none")
    with options.reading(db) as store:
        queue = [dispute.id for dispute in store.disputes(filters)]
        if not queue:
            click.echo("Nothing to review.", err=True)
            return
        decided = _walk(store, queue, reviewer)
    told = ", ".join(f"{count} {status(verdict)}" for verdict, count in decided.items() if count)
    click.echo(f"\nJudged: {told or 'nothing'}.", err=True)


def _walk(store: Store, queue: list[str], reviewer: str | None) -> dict[Verdict, int]:
    """Ask about each dispute of ``queue``. Returns how often each verdict was given."""
    given: dict[str, Verdict] = {}
    at = 0
    while at < len(queue):
        dispute = store.dispute(queue[at])
        if dispute is None:  # judging another one took it apart
            at += 1
            continue
        click.clear()
        click.secho(f"{at + 1} of {len(queue)}", dim=True)
        _show(store, dispute)
        key, note = _ask()
        if key == "q":
            break
        if key == "b":
            at = max(at - 1, 0)
            continue
        if key in KEYS:
            _decide(store, dispute, KEYS[key], note, reviewer)
            given[dispute.id] = KEYS[key]
        elif note:
            store.judge(dispute.links[0].id, dispute.status, note, reviewer)
        at += 1
    verdicts = list(given.values())
    return {verdict: verdicts.count(verdict) for verdict in KEYS.values()}


def _show(store: Store, dispute: Dispute) -> None:
    from claims.show import detail

    telling = Telling.of(store, [dispute])
    links = {link.id for link in dispute.links}
    judged = {id: each for id, each in store.judgements().items() if id in links}
    many = sum(len(side.claims) for side in dispute.sides) > FEW
    texts = store.texts(telling.heads)
    detail.dispute(dispute, telling, texts, judged, most=0 if many else None)


def _ask() -> tuple[str, str | None]:
    """The key pressed, and the note taken before it."""
    note: str | None = None
    while True:
        click.secho(PROMPT, nl=False, bold=True)
        key = _key()
        click.echo(key if key.isprintable() else "")
        if key in ("\x03", "\x04", ""):
            return "q", note
        if key == "n":
            note = click.prompt("Note", default="", show_default=False) or None
        elif key in (*KEYS, "s", "b", "q"):
            return key, note


def _key() -> str:
    try:
        return click.getchar().lower()
    except KeyboardInterrupt:
        return "q"
    except (OSError, EOFError) as error:  # there is no terminal, not even beside a pipe
        click.echo()
        raise ClaimsError("keys are asked for on a terminal: elsewhere, `claims judge`") from error


def _decide(
    store: Store, dispute: Dispute, verdict: Verdict, note: str | None, reviewer: str | None
) -> None:
    with store.transaction():
        for link in store.links_to_judge(dispute.id, verdict):
            store.judge(link, verdict, note, reviewer)
