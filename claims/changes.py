"""What becomes of the other articles when some that are stored go or are told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.copies import Copies, counterparts
from claims.intake import Intake, Memory, Plan, family
from claims.records import Article

if TYPE_CHECKING:
    from claims.ahead import Ahead
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
        old = self._store.articles(settled)
        self.signatures |= self._store.signatures(settled)
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
        for claims in self._store.claims_in(self.gone).values():
            found |= counterparts(claims, heirs)
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
            known = self._store.forgotten(batch)
            if known and self._again:
                if self._write:
                    self._store.readmit(a for a in batch if a.id in known)
                known = set()
            let = [article for article in batch if article.id not in known]
            self.refused += len(batch) - len(let)
            yield let
