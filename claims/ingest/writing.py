"""The order of the steps: each change is written with all that follows from it, in one
transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from claims.ingest.changes import Removal, Revision
from claims.ingest.intake import Intake
from claims.ingest.linking import Comparer
from claims.ingest.rewordings import carry

if TYPE_CHECKING:
    from claims.store import Store


class Writing:
    """Writes changes to ``store``; ``comparer`` links what is new in them."""

    def __init__(self, store: Store, comparer: Comparer) -> None:
        self._store = store
        self._comparer = comparer

    def take_in(self, intake: Intake) -> int:
        """Write what ``intake`` is to bring. Returns how many links its claims have."""
        intake.prepare()
        if not intake.plan.fresh:
            self._store.articles.add_earlier(intake.plan.earlier)
            return 0
        self._comparer.known.ready()
        return self._comparer.write(lambda: self._write(intake))

    def remove(self, removal: Removal) -> None:
        """Take out the articles that go."""
        removal.prepare()
        self._comparer.known.ready()
        self._comparer.write(lambda: self._remove(removal))

    def revise(self, revision: Revision) -> None:
        """Write the articles of which something else is told."""
        revision.prepare()
        self._comparer.known.ready()
        self._comparer.write(lambda: self._rewrite(revision))

    def rescore(self) -> int:
        """Join all sources and find all links anew. Returns how many there are."""
        self._comparer.known.ready()
        return self._comparer.write(self._rescore)

    def rejoin(self, change: Callable[[], None] | None = None, new: Iterable[str] = ()) -> None:
        """Make a ``change``, join all sources, and link the claims that it moves and ``new``."""
        self._comparer.write(lambda: self._rejoin(change, new))

    # -- within the transaction -----------------------------------------------------------

    def _write(self, intake: Intake) -> int:
        """Write what ``intake`` has found. Returns how many links its claims have."""
        if intake.outdated:
            self._comparer.need(intake.prepare)
        self._store.articles.add_earlier(intake.plan.earlier)
        rewritten = intake.plan.rewritten
        if rewritten:
            self._store.links.move_judgements(intake.successors())
            carry(self._store, intake.plan.replaced, intake.extractions)
            self._comparer.drop(rewritten)
        return self._put(intake, self._store.sources.blocks_in(rewritten))

    def _remove(self, removal: Removal) -> int:
        if removal.outdated:
            self._comparer.need(removal.prepare)
        gone = removal.gone
        self._store.links.move_judgements(removal.successors())
        self._comparer.drop([*gone, *removal.plan.rewritten])
        touched = self._store.sources.blocks_in([*gone, *removal.plan.rewritten])
        self._store.forgotten.remove(gone)
        return self._put(removal, touched)

    def _rewrite(self, revision: Revision) -> int:
        if revision.outdated:
            self._comparer.need(revision.prepare)
        rewritten = [*revision.revised, *revision.plan.rewritten]
        self._store.links.move_judgements(revision.successors())
        self._comparer.drop(rewritten)
        touched = self._store.sources.blocks_in(rewritten)
        for id in revision.moved:
            self._store.corrections.drop(id)
        for old, article in revision.revised.items():
            self._store.articles.rename(old, article)
        return self._put(revision, touched)

    def _put(self, intake: Intake, touched: set[str]) -> int:
        """Write the extractions of ``intake``, join the sources of these and of the blocks
        ``touched``, and link. Returns how many links are new."""
        from claims.ingest.signatures import bands
        from claims.sources.identity import blocks

        for extraction in intake.extractions:
            signature = intake.signatures[extraction.article.id]
            shared = {source.id: blocks(source) for source in extraction.sources}
            touched.update(*shared.values())
            self._store.articles.add(
                extraction, signature=signature, bands=bands(signature), blocks=shared
            )
        self._store.corrections.put(intake.corrections)
        self._comparer.add(intake.claims, intake.vectors)
        changed = self._comparer.join(touched)
        ids = (claim.id for claim in intake.claims)
        return self._comparer.link(list(dict.fromkeys([*ids, *sorted(changed)])))

    def _rescore(self) -> int:
        self._comparer.join(None)
        self._comparer.link([claim.id for claim in self._store.claims.get()])
        return len(self._store.links.get())

    def _rejoin(self, change: Callable[[], None] | None, new: Iterable[str]) -> int:
        if change is not None:
            change()
        return self._comparer.link(sorted({*self._comparer.join(None), *new}))
