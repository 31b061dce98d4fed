"""``claims show``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import click

from claims.cli import options
from claims.correction import Correction
from claims.errors import NotFound
from claims.records import Article, Claim, Dispute, Link, Source
from claims.show.data import Telling, corrected_object, link_object
from claims.show.encoding import plain
from claims.show.words import beside, corrected
from claims.store import Filters, Store


@dataclass(frozen=True, slots=True)
class _Found:
    """What an id stands for, and what belongs to it."""

    about: Dispute | Claim | Link | Source | Article
    disputes: list[Dispute]
    claims: list[Claim]


@click.command("show")
@click.argument("id")
@options.database
@click.option("--all", "whole", is_flag=True, help="Every claim, link and article of a dispute.")
@options.formats
def command(id: str, db: str, whole: bool, style: str) -> None:
    """Show a dispute, claim, link, source or article with its context.

    ID may be the first few characters of an id, as long as no other begins with them. A
    source may be named instead, or an article by its address or path. Of a dispute the surest
    statements, links and articles are told, and statements in almost the same words once.

    \b
    Examples:
      claims show 30014fa2
      claims show 30014fa2 --all
      claims show Ordova
      claims show 30014fa2 --json
    """
    with options.reading(db) as store:
        what, whole_id = _identify(store, id)
        if what == "struck":
            _tell_struck(store, store.corrections.get([whole_id])[whole_id], style)
            return
        found = _look_up(store, what, whole_id)
        if style == "table":
            _print(store, found, whole)
        else:
            thing = _object(store, found, flat=style in ("csv", "tsv"))
            options.emitted_one(style, thing)


def _look_up(store: Store, what: str, id: str) -> _Found:
    if what == "dispute":
        dispute = store.disputes.one(id)
        assert dispute is not None
        return _Found(dispute, [dispute], [c for side in dispute.sides for c in side.claims])
    if what == "claim":
        claims = store.claims.get(ids=[id])
        return _Found(claims[0], store.disputes.of([id]), claims)
    if what == "link":
        link = next(link for link in store.links.get(least=0) if link.id == id)
        ends = [link.a, link.b]
        disputes = [d for d in store.disputes.of(ends) if id in {other.id for other in d.links}]
        return _Found(link, disputes, store.claims.get(ids=ends))
    asked = Filters(source=id, all=True) if what == "source" else Filters(article=id, all=True)
    about = store.sources.get([id])[id] if what == "source" else store.articles.get([id])[0]
    claims = store.claims.get(asked)
    return _Found(about, store.disputes.of(claim.id for claim in claims), claims)


def _identify(store: Store, id: str) -> tuple[str, str]:
    try:
        return store.summary.find(id)
    except NotFound:
        named = store.sources.named(id)
        if not named:
            return "article", _article(store, id)
    if len(named) > 1:
        some = ", ".join(map(_told_apart, list(store.sources.get(named).values())[:4]))
        raise NotFound(
            f"{id!r} may be any of {len(named)} sources: {some}. Give an id; "
            "`claims sources merge` makes two one"
        )
    return "source", named.pop()


def _article(store: Store, text: str) -> str:
    """The id of the article with this address or path. Raises NotFound."""
    try:
        found = store.articles.meant(text)
    except NotFound:
        raise NotFound(
            f"nothing is {text!r}: `claims disputes` and `claims list` show ids, "
            "`claims info --articles` addresses and paths"
        ) from None
    if len(found) > 1:
        raise NotFound(f"{text!r} is {len(found)} articles: give an id, such as {found[0]}")
    return found[0]


def _told_apart(source: Source) -> str:
    """A source by what tells it from others of its name."""
    about = beside(source.name, source.role, source.affiliation)
    return f"{source.name}{', ' if about else ''}{about} ({source.id[:8]})"


def _print(store: Store, found: _Found, whole: bool) -> None:
    from claims.show import detail

    about, disputes, claims = found.about, found.disputes, found.claims
    told = [claim for d in disputes for side in d.sides for claim in side.claims]
    telling = Telling(store, [*told, *claims])
    if isinstance(about, Source):
        detail.source(about, claims, telling, disputes, None if whole else options.PAGE)
        return
    if isinstance(about, Article):
        detail.article(about, about.id, claims, telling, disputes)
        return
    texts = store.articles.texts({claim.article for claim in [*told, *claims]})
    if isinstance(about, Claim):
        detail.claim(about, telling, texts[about.article], disputes)
        return
    link = about if isinstance(about, Link) else None
    if disputes:
        links = {each.id for each in disputes[0].links}
        judged = {id: j for id, j in store.links.judgements().items() if id in links}
        most = None if whole else detail.MOST
        detail.dispute(disputes[0], telling, texts, judged, link, most)
    elif link:
        detail.link(link, claims, telling, texts)


def _tell_struck(store: Store, correction: Correction, style: str) -> None:
    """Tell a claim that somebody marked as no statement."""
    read = correction.read
    source = store.corrections.names_before([correction]).get(correction.claim)
    told: dict[str, Any] = {
        "id": correction.claim,
        "source": source,
        "speaker": read and read.speaker,
        "quote": read and read.quote,
        "article": {"id": read.article} if read else None,
        "corrected": corrected_object(correction, source),
    }
    if options.emitted_one(style, told):
        return
    if read:
        click.echo(plain(f"{read.speaker} {read.cue}: “{read.quote}”"))
    click.echo(plain(corrected(told["corrected"])))
    click.echo(f"In no list and no dispute: claims fix {correction.claim[:8]} --undo")


def _object(store: Store, found: _Found, *, flat: bool) -> dict[str, Any]:
    """What was found as it is told to programs; ``flat`` for csv and tsv."""
    telling = Telling(store, found.claims)
    about: dict[str, Any]
    if isinstance(found.about, Dispute):
        return (telling.dispute_row if flat else telling.dispute)(found.about)
    if isinstance(found.about, Claim):
        return (telling.claim_row if flat else telling.claim)(found.about)
    if isinstance(found.about, Link):
        about = link_object(found.about)
    elif isinstance(found.about, Source):
        about = asdict(found.about)
    else:
        about = (
            telling.claim(found.claims[0])["article"] if found.claims else {"id": found.about.id}
        )
    return about if flat else {**about, "claims": [telling.claim(c) for c in found.claims]}
