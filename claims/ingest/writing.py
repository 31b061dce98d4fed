"""The order of the steps: each change is written in one transaction, with all that follows from
it but what a reader has to be asked for, which is asked afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from claims.ingest.intake import Intake
from claims.ingest.linking import Comparer
from claims.ingest.rewordings import carry
from claims.ingest.signatures import bands

if TYPE_CHECKING:
    from claims.store import Store


class Writing:
    """Writes changes to ``store``; ``comparer`` links what is new in them."""

    def __init__(self, store: Store, comparer: Comparer) -> None:
        self._store = store
        self.comparer = comparer

    def take_in(self, intake: Intake) -> int:
        """Write what ``intake`` changes, as it was prepared or has become by what others wrote
        meanwhile. Returns how many links are new, as far as nobody has to be asked: `catch_up`
        is for the rest."""
        intake.prepare()
        if not (intake.plan.articles or intake.gone):
            self._store.articles.add_earlier(intake.plan.earlier)
            return 0
        while True:
            self.comparer.known.ready()
            with self.comparer.writing():
                if intake.settled():
                    return self._write(intake)
            intake.prepare()

    def rescore(self) -> int:
        """Join all sources and find all links anew. Returns how many there are."""
        self.comparer.known.ready()
        with self.comparer.writing():
            self.comparer.join(None)
            self.comparer.link([claim.id for claim in self._store.claims.get()])
        self.comparer.catch_up(everything=True)
        return len(self._store.links.get())

    def rejoin(self, change: Callable[[], None] | None = None, new: Iterable[str] = ()) -> None:
        """Make a ``change``, join all sources, and link the claims that it moves and ``new``."""
        with self.comparer.writing():
            if change is not None:
                change()
            self.comparer.link(sorted({*self.comparer.join(None), *new}))
        self.comparer.catch_up()

    def _write(self, intake: Intake) -> int:
        """Within the transaction: what goes, what moves, what comes, and what follows."""
        store = self._store
        store.articles.add_earlier(intake.plan.earlier)
        changed = [*intake.gone, *intake.rewritten]
        if changed:
            store.links.move_judgements(intake.successors())
            carry(store, intake.plan.replaced, intake.extractions)
            self.comparer.drop(changed)
        touched = store.sources.blocks_in(changed)
        if intake.gone:
            store.forgotten.remove(intake.gone)
        for id in intake.moved:
            store.corrections.drop(id)
        for old, article in intake.revised.items():
            store.articles.rename(old, article)
        touched |= self._put(intake)
        store.corrections.put(intake.corrections)
        for id in intake.altered:
            self.comparer.read_anew(id)
        self.comparer.add(intake.claims, intake.vectors)
        moved = self.comparer.join(touched)
        ids = (claim.id for claim in intake.claims)
        return self.comparer.link(list(dict.fromkeys([*ids, *sorted(moved)])))

    def _put(self, intake: Intake) -> set[str]:
        """Write the extractions of ``intake``. Returns the blocks of their sources."""
        from claims.sources.identity import blocks

        touched: set[str] = set()
        for extraction in intake.extractions:
            signature = intake.signatures[extraction.article.id]
            shared = {source.id: blocks(source) for source in extraction.sources}
            touched.update(*shared.values())
            self._store.articles.add(
                extraction, signature=signature, bands=bands(signature), blocks=shared
            )
        return touched
