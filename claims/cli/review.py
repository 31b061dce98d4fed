"""``claims review``."""

from __future__ import annotations

from dataclasses import replace

import click

from claims.cli import keys, options
from claims.cli.keys import HANDS, MEANINGS, Changed, Hands
from claims.ingest.rulings import judge
from claims.records import Dispute, Verdict
from claims.show.data import Telling
from claims.show.words import count
from claims.store import Filters, Store

KEYS: dict[str, Verdict] = {"c": "confirmed", "d": "dismissed", "u": "unsure"}
FEW = 6  # claims of a dispute that are all shown: more would move the quotes off the screen
PROMPT = "[c]onfirm  [d]ismiss  [u]nsure  [n]ote  [s]kip  [b]ack  [q]uit  [?] all keys "


@click.command("review")
@options.database
@options.filtering(*options.DISPUTES, "limit")
@options.reviewer
def command(db: str, filters: Filters, reviewer: str | None) -> None:
    """Judge open disputes one by one, the surest first.

    Each is shown with both quotes in their context, and one key decides: c confirms, d
    dismisses, u leaves it as unsure, n takes a note first, s skips, b goes back to the one
    before, q stops. What was read wrongly is put right as by `claims fix`: r for the source, w
    for the words, x for what is no statement, z takes it back; o opens the article, and ? tells
    all keys. What was decided is kept at once.

    \b
    Examples:
      claims review
      claims review --kind denial --min-score 0.6
      claims review --status unsure --reviewer anna
    """
    filters = replace(filters, status=filters.status or "none")
    with options.reading(db) as store:
        queue = [dispute.id for dispute in store.disputes.get(filters)]
        if not queue:
            click.echo("Nothing to review.", err=True)
            return
        hands = Hands(store, reviewer)
        given = _walk(store, queue, hands)
    numbers = [(given.count(verdict), verdict) for verdict in KEYS.values()]
    told = ", ".join(f"{number} {verdict}" for number, verdict in numbers if number)
    right = f" Corrected: {count(len(set(hands.corrected)), 'claim')}." if hands.corrected else ""
    click.echo(f"\nJudged: {told or 'nothing'}.{right}", err=True)


def _walk(store: Store, queue: list[str], hands: Hands) -> list[Verdict]:
    """Ask about each dispute of ``queue``. Returns the verdicts that were given."""
    given: dict[str, Verdict] = {}
    at, said = 0, ""
    while at < len(queue):
        dispute = store.disputes.one(queue[at])
        if dispute is None:  # judging another one took it apart, or a correction did
            at += 1
            continue
        click.clear()
        if said:
            click.secho(said, dim=True)
        click.secho(f"{at + 1} of {len(queue)}", dim=True)
        _show(store, dispute)
        key, note, changed = _ask(hands, dispute)
        said = ""
        if changed:
            said = changed.told
            at = _follow(store, queue, at, dispute, changed.claim)
            continue
        if key == "q":
            break
        if key == "b":
            at = max(at - 1, 0)
            continue
        if key in KEYS:
            judge(store, dispute.id, KEYS[key], note, hands.reviewer)
            given[dispute.id] = KEYS[key]
        elif note:
            store.links.judge(dispute.links[0].id, dispute.status, note, hands.reviewer)
        at += 1
    if said:
        click.echo(said)
    return list(given.values())


def _follow(store: Store, queue: list[str], at: int, dispute: Dispute, claim: str) -> int:
    """Where to go on in ``queue`` once ``claim`` was corrected at ``at``: at what it, or else
    what is left of ``dispute``, is in dispute about now, which is put in where it was not."""
    rest = [each.id for side in dispute.sides for each in side.claims]
    found = store.disputes.of([claim]) or store.disputes.of(rest)
    now = [dispute.id for dispute in found if dispute.status in ("none", "unsure")]
    if queue[at] in now:
        return at
    known = [queue.index(id) for id in now if id in queue]
    queue[at:at] = [id for id in now if id not in queue]
    return min([at, *known])


def _show(store: Store, dispute: Dispute) -> None:
    from claims.show import detail

    telling = Telling.of(store, [dispute])
    links = {link.id for link in dispute.links}
    judged = {id: each for id, each in store.links.judgements().items() if id in links}
    many = sum(len(side.claims) for side in dispute.sides) > FEW
    texts = store.articles.texts(telling.heads)
    detail.dispute(dispute, telling, texts, judged, most=0 if many else None)


def _ask(hands: Hands, dispute: Dispute) -> tuple[str, str | None, Changed | None]:
    """The key pressed, the note taken before it, and what was corrected instead, if anything."""
    note: str | None = None
    while True:
        click.secho(PROMPT, nl=False, bold=True)
        key = keys.pressed()
        if key in ("\x03", "\x04", ""):
            return "q", note, None
        if key == "n":
            note = click.prompt("Note", default="", show_default=False) or None
        elif key == "?":
            for each, meaning in MEANINGS.items():
                click.echo(f"  {each}  {meaning}")
        elif key in HANDS:
            changed = hands.do(key, dispute, note)
            if changed:
                return key, note, changed
        elif key in (*KEYS, "s", "b", "q"):
            return key, note, None
