"""What a batch of articles changes, and what has to be read for it."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from claims.correction import Correction, corrected
from claims.ingest.copies import Copies, counterparts, only_new_words
from claims.ingest.signatures import signature
from claims.ingest.versions import Versions
from claims.languages import reads
from claims.records import Article, Claim, Extraction

if TYPE_CHECKING:
    from claims.engine import Engine
    from claims.run.ahead import Ahead
    from claims.store import Store
    from claims.store.articles import Version

#: How many articles are remembered as they were read, since a copy that comes soon after
#: may change what is kept of them.
REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: ``fresh`` articles, and stored ones ``again`` that are other
    articles' copies now, or no longer. Each says what it is a copy of.

    ``replaced`` has the ids of stored versions, by the ids of those that take their place;
    ``earlier`` are versions whose place another has or takes;
    ``family`` the articles that an article is or was near to, as copy or original; ``known``
    is how many articles bring nothing new, and ``outdated`` how many are earlier versions of
    what is there.
    """

    fresh: tuple[Article, ...] = ()
    again: tuple[Article, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    family: Mapping[str, set[str]] = field(default_factory=dict)
    earlier: frozenset[Version] = frozenset()
    known: int = 0
    outdated: int = 0

    @property
    def articles(self) -> tuple[Article, ...]:
        """All that are to be written."""
        return self.fresh + self.again


class Memory:
    """The last articles read, with all their claims, by id."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, Extraction] = OrderedDict()

    def read(self, articles: Sequence[Article], engine: Engine | Ahead) -> dict[str, Extraction]:
        """Extractions of ``articles`` by id; in a language that is not read, none has claims."""
        new = [a for a in articles if a.id not in self._found and reads(a.language)]
        found = {e.article.id: e for e in engine.extract(new)} if new else {}
        self._found |= found
        wanted = {
            a.id: replace(self._found[a.id], article=a)
            if a.id in self._found
            else Extraction(a, (), ())
            for a in articles
        }
        while len(self._found) > REMEMBERED:
            self._found.popitem(last=False)
        return wanted


class Intake:
    """A change to ``store``: articles of ``group`` on their way in, ``gone`` (ids) on their way
    out, and stored ones of which something else is told: ``revised`` has what these become, by
    id (the id of one without an address changes with its outlet)."""

    def __init__(
        self,
        store: Store,
        engine: Engine | Ahead,
        memory: Memory,
        group: Sequence[Article] = (),
        *,
        gone: Sequence[str] = (),
        revised: Mapping[str, Article] | None = None,
    ) -> None:
        self._group = group
        self._store = store
        self._engine = engine
        self._memory = memory
        self._version = -1
        self._read: dict[str, Extraction] = {}
        self._languages: dict[str, str | None] = {}
        self._vectors: dict[tuple[str, str], npt.NDArray[np.float32]] = {}
        self.gone = gone
        self.revised = revised or {}
        self.signatures: dict[str, bytes] = {}
        self.plan = Plan()
        self.extractions: list[Extraction] = []
        self.corrections: list[Correction] = []  # those that changed what was read
        self.moved: set[str] = set()  # claims whose corrections are other claims' now
        self.altered: list[str] = []  # articles that are to be read again with these

    @property
    def rewritten(self) -> list[str]:
        """The ids of the stored articles that are written over."""
        again = (article.id for article in self.plan.again)
        return list(dict.fromkeys([*self.revised, *self.plan.replaced.values(), *again]))

    @property
    def claims(self) -> list[Claim]:
        """The claims that are to be written."""
        return [claim for extraction in self.extractions for claim in extraction.claims]

    @property
    def vectors(self) -> npt.NDArray[np.float32]:
        """One row for each of ``claims``."""
        rows = [self._vectors[_embedded(claim)] for claim in self.claims]
        return np.stack(rows) if rows else np.zeros((0, 0), np.float32)

    # -- plan -----------------------------------------------------------------------------

    def foresee(self) -> Plan:
        """Find out what is new, and what this makes of copies; nothing is read or written."""
        self._version = self._store.version()
        latest, replaced, self.plan = self._latest()
        fresh = {article.id: self._told(article) for article in latest}
        for id, article in fresh.items():
            if id not in self.signatures:
                self.signatures[id] = signature(article.text)
        left = {*replaced.values(), *self.gone, *self.revised}
        if not fresh and not left:
            return self.plan
        settled = Copies(self._store, fresh, self.signatures, left).settled()
        old = self._store.articles.get(settled.keys() - fresh.keys())
        self.signatures |= self._store.articles.signatures(a.id for a in old)
        self.plan = replace(
            self.plan,
            fresh=tuple(replace(a, duplicate_of=settled[a.id]) for a in fresh.values()),
            again=tuple(replace(a, duplicate_of=settled[a.id]) for a in old),
            replaced=replaced,
            family=family([*fresh.values(), *old], settled, replaced, self.gone),
        )
        return self.plan

    def _latest(self) -> tuple[list[Article], dict[str, str], Plan]:
        """The versions that take a place, the ids of those whose place they take by their own,
        and a plan that says what is left out."""
        versions = Versions(self._store)
        versions.meet(self._group)
        current: dict[str, Article] = {}
        counts = Counter[str]()
        for article in self._group:
            place = versions.taken(article)
            counts[place] += 1
            if place in ("new", "replaces"):
                counts["older"] += article.key in current
                current[article.key] = article
        stored = versions.stored
        latest = [a for key, a in current.items() if a.id != stored.get(key)]
        plan = Plan(
            earlier=frozenset(versions.earlier),
            known=counts["known"] + len(current) - len(latest),
            outdated=counts["older"],
        )
        replaced = {a.id: stored[a.key] for a in latest if a.key in stored}
        replaced |= {a.id: old for old, a in self.revised.items() if a.id != old}
        return [*latest, *self.revised.values()], replaced, plan

    def _told(self, article: Article) -> Article:
        """``article`` with its language."""
        from claims.read.language import language

        if not article.language and article.id not in self._languages:
            self._languages[article.id] = language(article.text)
        spoken = article.language or self._languages[article.id]
        return replace(article, language=spoken, duplicate_of=None)

    # -- read -----------------------------------------------------------------------------

    def prepare(self) -> None:
        """Plan, and find claims and their vectors: all that takes long."""
        unread = [a for a in self.foresee().articles if a.id not in self._read]
        self._read |= self._memory.read(unread, self._engine)
        if lacking := self._correct():
            rows = self._engine.embed(lacking)
            self._vectors |= zip(map(_embedded, lacking), rows, strict=True)

    def settled(self) -> bool:
        """Whether all that is to be written is at hand. If another connection has written since,
        this is planned anew from what was read, and False where more has to be."""
        if self._version == self._store.version():
            return True
        if any(a.id not in self._read for a in self.foresee().articles):
            return False
        return not self._correct()

    def _correct(self) -> list[Claim]:
        """Find what is kept of what was read, as people corrected it. Returns the claims that
        are without vectors."""
        self.extractions, self.corrections, self.altered, self.moved = [], [], [], set()
        whole = {a.id: replace(self._read[a.id], article=a) for a in self.plan.articles}
        for id, extraction in whole.items():
            kept = self._kept(extraction, whole)
            found, applied = corrected(kept, self._corrections(kept))
            if any(each.words or not each.statement for each in applied):
                found = replace(found, answers=(), vectors={})
                self.altered.append(id)
            self.extractions.append(found)
            self.corrections += applied
        return [claim for claim in self.claims if _embedded(claim) not in self._vectors]

    def _corrections(self, extraction: Extraction) -> dict[str, Correction]:
        """What people corrected in these claims, whatever ids they had before a revision."""
        found = self._store.corrections.get(claim.id for claim in extraction.claims)
        old = self.plan.replaced.get(extraction.article.id)
        if old not in self.revised:
            return found
        reads = {
            each.claim: each
            for each in self._store.corrections.get().values()
            if each.read is not None and each.read.article == old
        }
        heirs = counterparts([c.read for c in reads.values() if c.read], extraction.claims)
        self.moved |= heirs.keys()
        return found | {new: replace(reads[was], claim=new) for was, new in heirs.items()}

    def _kept(self, extraction: Extraction, whole: Mapping[str, Extraction]) -> Extraction:
        original = extraction.article.duplicate_of
        if original is None:
            return extraction
        if original in whole:
            return only_new_words(extraction, whole[original].article.text, whole[original].claims)
        (article,) = self._store.articles.get([original])
        claims = self._store.claims.in_articles([original]).get(original, [])
        return only_new_words(extraction, article.text, claims)

    def successors(self) -> dict[str, str]:
        """{claim that will be gone: the same claim in a copy or the original of its article, or
        in what the article is revised to}."""
        before = self._store.claims.in_articles(self.rewritten)
        after = {extraction.article.id: extraction.claims for extraction in self.extractions}
        mine = {old: new for new, old in self.plan.replaced.items()}
        originals = {article.id: article.duplicate_of for article in self.plan.articles}
        found: dict[str, str] = {}
        for old, claims in before.items():
            id = mine.get(old, old)
            original = originals[id]
            relatives = sorted(self.plan.family.get(id, ()), key=lambda i: (i != original, i))
            own = {claim.id for claim in after[id]}
            gone = [claim for claim in claims if claim.id not in own]
            others = self._store.claims.in_articles(set(relatives) - after.keys())
            if old in self.revised:
                relatives.insert(0, id)
            for relative in relatives:
                here: Sequence[Claim] = after.get(relative, ()) or others.get(relative, ())
                found = counterparts(gone, here) | found
        for claims in self._store.claims.in_articles(self.gone).values():
            found |= counterparts(claims, self.claims)
        return found


def _embedded(claim: Claim) -> tuple[str, str]:
    return claim.id, claim.quote


def family(
    articles: Iterable[Article],
    settled: Mapping[str, str | None],
    replaced: Mapping[str, str],
    gone: Sequence[str],
) -> dict[str, set[str]]:
    """For each article, those that stay of which it is or was a copy, or the original."""
    new = {old: id for id, old in replaced.items()}
    found: dict[str, set[str]] = {}
    for article in articles:
        for original in (settled[article.id], article.duplicate_of):
            if original is not None and original not in gone:
                original = new.get(original, original)
                found.setdefault(article.id, set()).add(original)
                found.setdefault(original, set()).add(article.id)
    return found
