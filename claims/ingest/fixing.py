"""Corrections as they are made and taken back: the claim is written anew and linked anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from claims.compare.parties import points
from claims.correction import Correction, amended, nearest
from claims.errors import ClaimsError, NotFound, require_words
from claims.records import (
    UNATTRIBUTED,
    Article,
    Claim,
    Extraction,
    Source,
    SourceKind,
    Span,
    Stance,
    digest,
)
from claims.store.connection import now

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from claims.engine import Engine
    from claims.ingest.linking import Comparer
    from claims.store import Store


class Fixing:
    """Corrects claims in ``store``; ``engine`` embeds new words, ``comparer`` links them."""

    def __init__(self, store: Store, engine: Engine, comparer: Comparer) -> None:
        self._store = store
        self._engine = engine
        self._comparer = comparer

    def fix(
        self,
        claim: str,
        *,
        source: str | Source | None,
        words: Span | str | None,
        stance: Stance | None,
        statement: bool,
        note: str | None,
        reviewer: str | None,
    ) -> Correction:
        """As `Tracker.fix`."""
        if stance is not None and stance not in get_args(Stance):
            raise ClaimsError(f"no stance is {stance!r}: say {', '.join(get_args(Stance))}")
        if not isinstance(statement, bool):
            raise ClaimsError(f"statement is {statement!r}: say True or False")
        require_words(note=note, reviewer=reviewer)
        claim = claim_id(self._store, claim)
        earlier = self._store.corrections.get([claim]).get(claim)
        read = self._read(claim, earlier)
        article = self._article(read)
        where = _place(words, article.text, read) if words is not None else None
        new = Correction(
            claim,
            source=self._speaker(article, source) if source is not None else None,
            words=where,
            quote=article.text[slice(*where)] if where else None,
            stance=stance,
            statement=statement,
            note=note,
            reviewer=reviewer,
            corrected_at=now()[:19] + "Z",
            read=read,
            answers=tuple(id for id, about in self._store.claims.abouts([claim]) if about == claim),
        )
        whole = new.upon(earlier)
        if whole.empty and not note:
            raise ClaimsError("nothing to correct: say what is wrong, such as --source NAME")
        self._write(read, whole)
        return whole

    def undo(self, claim: str) -> None:
        """As `Tracker.unfix`."""
        claim = claim_id(self._store, claim)
        earlier = self._store.corrections.get([claim]).get(claim)
        if earlier is None:
            raise NotFound(f"nobody corrected claim {claim}: `claims show` tells who did what")
        if earlier.read is None or not self._store.articles.stored([earlier.read.article]):
            self._store.corrections.drop(claim)
            return
        self._write(earlier.read, Correction(claim, answers=earlier.answers))

    def apply(self, correction: Correction) -> None:
        """Make of a claim that is stored what ``correction``, somebody else's, says."""
        read = self._read(correction.claim, None)
        self._write(read, replace(correction, read=read))

    # -- what is meant --------------------------------------------------------------------

    def _read(self, claim: str, earlier: Correction | None) -> Claim:
        read = earlier.read if earlier else None
        read = read or self._store.claims.as_written(claim)
        if read is None or not self._store.articles.stored([read.article]):
            raise NotFound(f"no claim {claim}: `claims list` shows ids")
        return read

    def _article(self, read: Claim) -> Article:
        (article,) = self._store.articles.get([read.article])
        return article

    def _speaker(self, article: Article, said: str | Source) -> Source:
        """The source that ``said`` means, as ``article`` shows it or is now said to show it."""
        if not isinstance(said, (str, Source)):
            raise ClaimsError(f"{said!r} is no source: {_SOURCE}")
        if isinstance(said, Source):
            _check_name(said.name)
            return replace(said, id=digest("corrected", article.key, said.name))
        if said.strip().lower() in ("", UNATTRIBUTED):
            nobody = digest("source", article.key, UNATTRIBUTED)
            return Source(nobody, UNATTRIBUTED, "unnamed")
        here = self._store.sources.appearances_in(article.id)
        known = None if points(said.strip()) else self._known(said)
        if known is None:
            _check_name(said)
            return Source(digest("corrected", article.key, said), said.strip(), _kind(said))
        for local, (shown, joined) in here.items():
            if known.id in (local, joined):
                return shown
        return replace(known, id=digest("corrected", article.key, known.name))

    def _known(self, said: str) -> Source | None:
        """The one source that ``said`` is an id or name of; None if there is none."""
        found = self._store.sources.named(said)
        named = self._store.sources.get(found)
        if not named:
            begun = [id for id in self._store.sources.get() if id.startswith(said)]
            named = self._store.sources.get(begun if len(said) > 3 else ())
        if len(named) > 1:
            some = ", ".join(sorted(f"{s.name} ({s.id[:8]})" for s in named.values())[:4])
            raise NotFound(
                f"{said!r} may be any of {len(named)} sources, such as {some}: give an id"
            )
        return next(iter(named.values()), None)

    # -- writing --------------------------------------------------------------------------

    def _write(self, read: Claim, correction: Correction) -> None:
        """Make of what was ``read`` what ``correction`` says; an empty one makes it as read."""
        article = self._article(read)
        claim = amended(read, correction, article.text) if correction.statement else None
        stored = self._store.claims.as_written(read.id)
        vectors = None
        if claim is not None and (stored is None or stored.quote != claim.quote):
            vectors = self._engine.embed([claim])
        self._comparer.known.ready()
        with self._comparer.writing():
            self._put(article, claim, correction, vectors)
        self._comparer.catch_up()

    def _put(
        self,
        article: Article,
        claim: Claim | None,
        correction: Correction,
        vectors: npt.NDArray[np.float32] | None,
    ) -> None:
        store, id = self._store, correction.claim
        if correction.empty and correction.note is None:
            store.corrections.drop(id)
        else:
            store.corrections.put([correction])
        before = store.claims.as_written(id)
        speakers = {s for each in (before, claim) if each for s in (each.source, each.via) if s}
        touched = store.sources.blocks_of(speakers)
        if claim is None:
            self._comparer.known.drop([id])
            store.claims.strike(id)
        else:
            touched |= self._rewrite(article, claim, correction)
            if vectors is not None:
                self._comparer.add([claim], vectors)
        changed = self._comparer.join(touched)
        anew = [] if claim is None else [id]
        if (before and before.quote_spans) != (claim and claim.quote_spans):
            anew += self._comparer.read_anew(article.id)
            store.opinions.drop(id)
        there = store.claims.moments(correction.answers)
        self._comparer.link(list(dict.fromkeys([*anew, *there, *sorted(changed)])))

    def _rewrite(self, article: Article, claim: Claim, correction: Correction) -> set[str]:
        """Write ``claim`` over what is stored. Returns the blocks of a source that is new."""
        from claims.sources.identity import blocks

        store = self._store
        new = [s for s in (correction.source,) if s is not None]
        new = [s for s in new if s.id not in store.sources.appearances_in(article.id)]
        keys = {source.id: blocks(source) for source in new}
        about = claim.about if claim.about and store.claims.moments([claim.about]) else None
        store.claims.rewrite(replace(claim, about=about), Extraction(article, tuple(new), ()), keys)
        mine = {c.id: c.about for c in store.claims.get(ids=correction.answers)}
        store.claims.set_about({id: claim.id for id, about in mine.items() if about is None})
        return set().union(*keys.values())


def claim_id(store: Store, id: str) -> str:
    """The whole id of the claim that ``id`` is, or begins. Raises NotFound."""
    what, whole = store.summary.find(id)
    if what not in ("claim", "struck"):
        raise NotFound(f"{whole} is a {what}: `claims show {whole[:8]}` has the ids of its claims")
    return whole


#: What a source may be told by.
_SOURCE = "give a name, an id that `claims sources` lists, or '' for nobody"


def _check_name(name: object) -> None:
    """Raises ClaimsError for what can be nobody's name."""
    if not (isinstance(name, str) and any(map(str.isalpha, name))) or points(name.strip()):
        raise ClaimsError(f"{name!r} is no name: {_SOURCE}")


def _place(words: Span | str, text: str, read: Claim) -> Span:
    """The span that is meant. Raises ClaimsError where it is none of the article's."""
    if isinstance(words, str):
        found = nearest(words, text, read.quote_spans[0][0] if read.quote_spans else 0)
        if found is None:
            raise ClaimsError(f"the article does not have the words {words!r}: copy them exactly")
        return found
    match words:
        case (int(start), int(end)):
            pass
        case _:
            raise ClaimsError(f"{words!r} is no place: give (start, end), or the words themselves")
    if start >= end:
        raise ClaimsError(f"{start}:{end} ends before it has begun: write START:END, the end last")
    if start < 0 or end > len(text) or not text[start:end].strip():
        raise ClaimsError(
            f"{start}:{end} is not in the article, which has {len(text):,} characters: "
            "`claims show --json` has the spans of what is there"
        )
    return start, end


def _kind(name: str) -> SourceKind:
    """What somebody whom no article names is likely to be."""
    words = name.split()
    plain = len(words) > 1 and all(word[:1].isupper() for word in words)
    return "person" if plain and "of" not in words else "organization"
