"""What is told of an article beside its words and its address, and may be told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from claims.errors import ClaimsError, NotFound
from claims.records import Article

if TYPE_CHECKING:
    from claims.store import Store

#: What can be told of an article beside its words and its address.
Fact = Literal["title", "outlet", "author", "published"]
FACTS: tuple[Fact, ...] = ("title", "outlet", "author", "published")


def retold(store: Store, id: str, facts: dict[str, str | None]) -> tuple[Article, Article]:
    """An article, by id, as it is and as ``facts`` tell it. Raises as `Tracker.update`."""
    for name, value in facts.items():
        if name not in FACTS:
            raise ClaimsError(f"an article has no {name!r}: give {', '.join(FACTS)}")
        facts[name] = _fact(name, value)
    found = store.articles.get([id])
    if not found:
        raise NotFound(f"no article {id}: `claims info --articles` lists them")
    new = replace(found[0], **facts)  # type: ignore[arg-type]
    if new.id != id and store.articles.stored([new.id]):
        raise ClaimsError(f"{new.outlet} has this article already, {new.id}: forget one")
    return found[0], new


def revised(store: Store, group: Iterable[Article], facts: Sequence[Fact]) -> dict[str, Article]:
    """{stored article: what it becomes by those ``facts`` of ``group`` that differ}."""
    found: dict[str, Article] = {}
    for article in group if facts else ():
        old = store.articles.known_as(article, renamed="outlet" in facts)
        if old is not None:
            (there,) = store.articles.get([old])
            told = {name: value for name in facts if (value := getattr(article, name))}
            new = replace(there, **told)
            if new != there:
                found[old] = new
    return found


def _fact(name: str, value: str | None) -> str | None:
    """What is told of an article under ``name``, as it is kept. Raises ClaimsError."""
    if value is not None and not isinstance(value, str):
        raise ClaimsError(f"{value!r} is no {name}: give words, or None")
    value = value and value.strip()
    if name == "published" and value:
        from claims.read.settings import Options

        return Options(published=value).published
    return value or None
