"""The order of the steps: each change is written in one transaction, with all that follows from
it but what a reader has to be asked for, which is asked afterwards."""

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
        """Write what ``intake`` is to bring. Returns how many links are new, as far as nobody
        has to be asked: `catch_up` is for the rest."""
        intake.prepare()
        if not intake.plan.fresh:
            self._store.articles.add_earlier(intake.plan.earlier)
            return 0
        return self._settle(intake, lambda: self._write(intake))

    def remove(self, removal: Removal) -> None:
        """Take out the articles that go."""
        removal.prepare()
        self._settle(removal, lambda: self._remove(removal))
        self._comparer.catch_up()

    def revise(self, revision: Revision) -> None:
        """Write the articles of which something else is told; `catch_up` as above."""
        revision.prepare()
        self._settle(revision, lambda: self._rewrite(revision))

    def rescore(self) -> int:
        """Join all sources and find all links anew. Returns how many there are."""
        self._comparer.known.ready()
        with self._comparer.writing():
            self._comparer.join(None)
            self._comparer.link([claim.id for claim in self._store.claims.get()])
        self._comparer.catch_up(everything=True)
        return len(self._store.links.get())

    def rejoin(self, change: Callable[[], None] | None = None, new: Iterable[str] = ()) -> None:
        """Make a ``change``, join all sources, and link the claims that it moves and ``new``."""
        with self._comparer.writing():
            if change is not None:
                change()
            self._comparer.link(sorted({*self._comparer.join(None), *new}))
        self._comparer.catch_up()

    def _settle(self, intake: Intake, put: Callable[[], int]) -> int:
        """``put`` what was prepared, or what it has become by what others wrote meanwhile."""
        while True:
            self._comparer.known.ready()
            with self._comparer.writing():
                if intake.settled():
                    return put()
            intake.prepare()

    # -- within the transaction -----------------------------------------------------------

    def _write(self, intake: Intake) -> int:
        self._store.articles.add_earlier(intake.plan.earlier)
        rewritten = intake.plan.rewritten
        if rewritten:
            self._store.links.move_judgements(intake.successors())
            carry(self._store, intake.plan.replaced, intake.extractions)
            self._comparer.drop(rewritten)
        return self._put(intake, self._store.sources.blocks_in(rewritten))

    def _remove(self, removal: Removal) -> int:
        gone = removal.gone
        self._store.links.move_judgements(removal.successors())
        self._comparer.drop([*gone, *removal.plan.rewritten])
        touched = self._store.sources.blocks_in([*gone, *removal.plan.rewritten])
        self._store.forgotten.remove(gone)
        return self._put(removal, touched)

    def _rewrite(self, revision: Revision) -> int:
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
        for id in intake.altered:
            self._comparer.read_anew(id)
        self._comparer.add(intake.claims, intake.vectors)
        changed = self._comparer.join(touched)
        ids = (claim.id for claim in intake.claims)
        return self._comparer.link(list(dict.fromkeys([*ids, *sorted(changed)])))
