"""What becomes of the other articles when some that are stored go or are told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.correction import Correction
from claims.ingest.copies import Copies, counterparts
from claims.ingest.intake import Intake, Memory, Plan, family
from claims.records import Article, Extraction

if TYPE_CHECKING:
    from claims.run.ahead import Ahead
    from claims.store import Store


class Removal(Intake):
    """The articles ``gone`` (ids) on their way out: their copies get claims of their own."""

    def __init__(self, gone: Iterable[str], store: Store, engine: Ahead, memory: Memory) -> None:
        super().__init__((), store, engine, memory)
        self.gone = list(dict.fromkeys(gone))

    def foresee(self) -> Plan:
        """Find out which copies change; nothing is read or written."""
        self._version = self._store.version()
        settled = Copies(self._store, {}, {}, self.gone).settled()
        old = self._store.articles.get(settled)
        self.signatures |= self._store.articles.signatures(settled)
        without = [replace(a, duplicate_of=None) if a.duplicate_of in self.gone else a for a in old]
        self.plan = Plan(
            again=tuple(replace(a, duplicate_of=settled[a.id]) for a in old),
            family=family(without, settled, {}),
        )
        return self.plan

    def successors(self) -> dict[str, str]:
        """{claim that will be gone: the same claim in a copy of its article}."""
        found = super().successors()
        heirs = self.claims
        for claims in self._store.claims.in_articles(self.gone).values():
            found |= counterparts(claims, heirs)
        return found


class Revision(Intake):
    """Stored articles of which something else is told: they are read anew.

    ``revised`` maps the ids of what is stored to the articles as they are to be; the id of one
    without an address changes with its outlet.
    """

    def __init__(self, revised: Mapping[str, Article], store: Store, engine: Ahead) -> None:
        super().__init__((), store, engine, Memory())
        self.revised = dict(revised)
        self.moved: set[str] = set()  # claims whose corrections are other claims' now

    def foresee(self) -> Plan:
        """Find out which copies change with them; nothing is read or written."""
        from claims.ingest.signatures import signature

        self._version = self._store.version()
        self.moved = set()
        fresh = {article.id: self._told(article) for article in self.revised.values()}
        replaced = {article.id: old for old, article in self.revised.items()}
        known = self._store.articles.signatures(self.revised)
        self.signatures |= {id: known[old] for id, old in replaced.items() if old in known}
        for id, article in fresh.items():
            if id not in self.signatures:
                self.signatures[id] = signature(article.text)
        own = {id: self.signatures[id] for id in fresh}
        settled = Copies(self._store, fresh, own, self.revised).settled()
        old = self._store.articles.get(settled.keys() - fresh.keys() - self.revised.keys())
        self.signatures |= self._store.articles.signatures(a.id for a in old)
        again = [*fresh.values(), *old]
        self.plan = Plan(
            again=tuple(replace(a, duplicate_of=settled[a.id]) for a in again),
            replaced={id: old for id, old in replaced.items() if id != old},
            family=family(again, settled, replaced),
        )
        return self.plan

    def _corrections(self, extraction: Extraction) -> dict[str, Correction]:
        found = super()._corrections(extraction)
        before = {article.id: old for old, article in self.revised.items()}
        old = before.get(extraction.article.id, extraction.article.id)
        if old == extraction.article.id:
            return found
        reads = {
            each.claim: each
            for each in self._store.corrections.get().values()
            if each.read is not None and each.read.article == old
        }
        heirs = counterparts([c.read for c in reads.values() if c.read], extraction.claims)
        self.moved |= heirs.keys()
        return found | {new: replace(reads[was], claim=new) for was, new in heirs.items()}

    def successors(self) -> dict[str, str]:
        """{claim that will be gone: the same claim now}."""
        found = super().successors()
        after = {extraction.article.id: extraction.claims for extraction in self.extractions}
        for id, old in self.plan.replaced.items():
            gone = self._store.claims.in_articles([old]).get(old, [])
            found |= counterparts(gone, after[id])
        return found


class Admission:
    """Keeps out of an ingest what was forgotten, unless it is to come in ``again``."""

    def __init__(self, store: Store, *, again: bool = False, write: bool = True) -> None:
        self._store = store
        self._again = again
        self._write = write
        self.refused = 0

    def batches(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[Article]]:
        """The same batches, of those that may come in."""
        for batch in batches:
            known = self._store.forgotten.among(batch)
            if known and self._again:
                if self._write:
                    self._store.forgotten.readmit(a for a in batch if a.id in known)
                known = set()
            let = [article for article in batch if article.id not in known]
            self.refused += len(batch) - len(let)
            yield let
