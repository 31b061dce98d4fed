"""``claims show``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from claims.cli import options
from claims.errors import NotFound
from claims.records import Article, Claim, Dispute, Link, Source
from claims.store.filters import Filters

if TYPE_CHECKING:
    from claims.correction import Correction
    from claims.store import Store


@dataclass(frozen=True, slots=True)
class _Found:
    """What an id stands for, and what belongs to it."""

    what: str
    id: str
    disputes: list[Dispute]
    claims: list[Claim]
    link: Link | None = None
    source: Source | None = None
    article: Article | None = None
    correction: Correction | None = None


@click.command("show")
@click.argument("id")
@options.database
@click.option("--all", "whole", is_flag=True, help="Every claim, link and article of a dispute.")
@options.formats
def command(id: str, db: str, whole: bool, style: str | None) -> None:
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
        found = _look_up(store, id)
        if found.correction:
            _tell_struck(store, found.correction, style)
        elif style in (None, "table"):
            _print(store, found, whole)
        elif style == "json":
            from claims.show.encoding import encode

            click.echo(encode(_object(store, found), indent=2))
        else:
            options.emit(style or "nl", [_object(store, found, flat=style != "nl")])


def _look_up(store: Store, id: str) -> _Found:
    what, whole = _identify(store, id)
    if what == "struck":
        return _Found(what, whole, [], [], correction=store.corrections.get([whole])[whole])
    if what == "dispute":
        dispute = store.disputes.one(whole)
        assert dispute is not None
        return _Found(what, whole, [dispute], [c for s in dispute.sides for c in s.claims])
    if what == "claim":
        return _Found(what, whole, store.disputes.of([whole]), store.claims.get(ids=[whole]))
    if what == "link":
        link = next(link for link in store.links.get(least=0) if link.id == whole)
        ends = [link.a, link.b]
        disputes = [
            dispute
            for dispute in store.disputes.of(ends)
            if whole in {other.id for other in dispute.links}
        ]
        return _Found(what, whole, disputes, store.claims.get(ids=ends), link=link)
    if what == "source":
        claims = store.claims.get(Filters(source=whole, all=True))
        disputes = store.disputes.of(claim.id for claim in claims)
        return _Found(what, whole, disputes, claims, source=store.sources.get([whole])[whole])
    claims = store.claims.get(Filters(article=whole, all=True))
    disputes = store.disputes.of(claim.id for claim in claims)
    return _Found(what, whole, disputes, claims, article=store.articles.get([whole])[0])


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
    from claims.show.words import beside

    about = beside(source.name, source.role, source.affiliation)
    return f"{source.name}{', ' if about else ''}{about} ({source.id[:8]})"


def _print(store: Store, found: _Found, whole: bool) -> None:
    from claims.show import detail
    from claims.show.data import Telling

    told = [claim for d in found.disputes for side in d.sides for claim in side.claims]
    telling = Telling(store, [*told, *found.claims])
    if found.source:
        most = None if whole else options.PAGE
        detail.source(found.source, found.claims, telling, found.disputes, most)
        return
    if found.article:
        detail.article(found.article, found.id, found.claims, telling, found.disputes)
        return
    claims = found.claims or told
    texts = store.articles.texts({claim.article for claim in [*told, *claims]})
    if found.what == "claim":
        claim = found.claims[0]
        detail.claim(claim, telling, texts[claim.article], found.disputes)
    elif found.disputes:
        links = {link.id for link in found.disputes[0].links}
        judged = {id: j for id, j in store.links.judgements().items() if id in links}
        most = None if whole else detail.MOST
        detail.dispute(found.disputes[0], telling, texts, judged, found.link, most)
    elif found.link:
        detail.link(found.link, found.claims, telling, texts)


def _tell_struck(store: Store, correction: Correction, style: str | None) -> None:
    """Tell a claim that somebody marked as no statement."""
    from claims.show.data import corrected_object
    from claims.show.encoding import encode, plain
    from claims.show.words import corrected

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
    if style == "json":
        click.echo(encode(told, indent=2))
    elif style not in (None, "table"):
        options.emit(style or "nl", [told])
    else:
        if read:
            click.echo(plain(f"{read.speaker} {read.cue}: “{read.quote}”"))
        click.echo(plain(corrected(told["corrected"])))
        click.echo(f"In no list and no dispute: claims fix {correction.claim[:8]} --undo")


def _object(store: Store, found: _Found, *, flat: bool = False) -> dict[str, Any]:
    """What was found as it is told to programs; ``flat`` for csv and tsv."""
    from claims.show.data import Telling, link_object, source_object

    telling = Telling(store, found.claims)
    if found.what == "dispute":
        tell = telling.dispute_row if flat else telling.dispute
        return tell(found.disputes[0])
    if found.what == "claim":
        return (telling.claim_row if flat else telling.claim)(found.claims[0])
    if found.link:
        about = link_object(found.link)
    elif found.source:
        about = source_object(found.source)
    else:
        about = telling.claim(found.claims[0])["article"] if found.claims else {"id": found.id}
    if flat:
        return about
    return {**about, "claims": [telling.claim(claim) for claim in found.claims]}
