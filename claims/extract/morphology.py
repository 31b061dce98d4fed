"""Parts of speech, morphology and lemmas by look-up in place of spaCy's rules, token by token.

spaCy's attribute ruler matches its 179 patterns against every token, and its lemmatizer goes
through its tables for every token: together nearly a third of the time of the small English
pipeline. Nearly all patterns look at one token's word, tag and dependency alone, so that their
outcome can be kept and looked up. The few patterns of several tokens are matched as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

RULED = ("attribute_ruler", "lemmatizer")

#: What a pattern may look at so that its outcome follows from word, tag and dependency.
_OWN = frozenset({"TAG", "DEP", "LOWER", "ORTH", "TEXT", "IS_SPACE", "IS_PUNCT", "IS_ALPHA"})
#: Beyond so many words in context the memory is emptied.
_LARGEST = 400_000

_Key = tuple[int, int, int]


class _Outcome(NamedTuple):
    """What the rules make of a token: ids of the string store, and how they came about."""

    pos: int
    morph: int
    lemma: int
    tag: int
    dep: int
    ruled: bool  # the lemma is the attribute ruler's
    starts: bool  # a pattern of several tokens may start here


class Morphology:
    """The outcome of a pipeline's attribute ruler and lemmatizer, remembered."""

    def __init__(self, nlp: Language) -> None:
        from spacy.matcher import Matcher
        from spacy.pipeline import AttributeRuler

        self._vocab: Any = nlp.vocab
        self._lemmatizer: Any = nlp.get_pipe("lemmatizer")
        _index(self._lemmatizer)
        self._single: Any = AttributeRuler(nlp.vocab)
        self._several: Any = AttributeRuler(nlp.vocab)
        self._starts: Any = Matcher(nlp.vocab)
        self._longest = 1
        self._attributes: list[set[str]] = []
        ruler: Any = nlp.get_pipe("attribute_ruler")
        for rule in ruler.patterns:
            longest = max(len(pattern) for pattern in rule["patterns"])
            if longest == 1:
                self._single.add_patterns([rule])
                continue
            self._several.add_patterns([rule])
            self._starts.add("start", [pattern[:1] for pattern in rule["patterns"]])
            self._attributes.append(set(rule["attrs"]))
            self._longest = max(self._longest, longest)
        self._known: dict[_Key, _Outcome] = {}

    @staticmethod
    def fits(nlp: Language) -> bool:
        """Whether the rules of ``nlp`` are of the kind that can be remembered."""
        if any(name not in nlp.pipe_names for name in RULED):
            return False
        if type(nlp.get_pipe("lemmatizer")).__name__ != "EnglishLemmatizer":
            return False
        ruler: Any = nlp.get_pipe("attribute_ruler")
        return all(
            set(token) <= _OWN
            for rule in ruler.patterns
            for pattern in rule["patterns"]
            for token in pattern
        )

    def __call__(self, doc: Doc) -> Doc:
        """``doc`` with its parts of speech, morphology and lemmas set."""
        from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG

        if not len(doc):
            return doc
        import numpy as np

        keys: list[_Key] = [tuple(row) for row in doc.to_array([ORTH, TAG, DEP]).tolist()]
        missing = [key for key in dict.fromkeys(keys) if key not in self._known]
        if missing:
            # Emptied only between documents: what a document needs is kept together.
            if len(self._known) > _LARGEST:
                self._known.clear()
                missing = list(dict.fromkeys(keys))
            self._learn(missing)
        outcomes = [self._known[key] for key in keys]
        values: Any = np.array([outcome[:3] for outcome in outcomes], dtype="uint64")
        doc.from_array([POS, MORPH, LEMMA], values)
        for index, (key, outcome) in enumerate(zip(keys, outcomes, strict=True)):
            if outcome.tag != key[1]:
                doc[index].tag = outcome.tag
            if outcome.dep != key[2]:
                doc[index].dep = outcome.dep
        for index, outcome in enumerate(outcomes):
            if outcome.starts:
                self._match_several(doc, index, outcomes)
        return doc

    def _learn(self, keys: list[_Key]) -> None:
        """Let spaCy's own components decide about ``keys``, once."""
        from spacy.tokens import Doc

        strings = self._vocab.strings
        sample = Doc(
            self._vocab,
            words=[strings[orth] for orth, _, _ in keys],
            tags=[strings[tag] for _, tag, _ in keys],
            deps=[strings[dep] for _, _, dep in keys],
            heads=list(range(len(keys))),
        )
        ruled = [token.lemma != 0 for token in self._single(sample)]
        self._lemmatizer(sample)
        starts = {start for _, start, _ in self._starts(sample, allow_missing=True)}
        for index, (key, token) in enumerate(zip(keys, sample, strict=True)):
            morph: Any = token.morph
            self._known[key] = _Outcome(
                token.pos, morph.key, token.lemma, token.tag, token.dep,
                ruled[index], index in starts,
            )  # fmt: skip

    def _match_several(self, doc: Doc, index: int, outcomes: list[_Outcome]) -> None:
        """Apply the patterns of several tokens to those that start at ``index``."""
        words: Any = doc[index : index + self._longest]
        matches = [match for match in self._several.match(words) if match[2] == 0]
        if not matches:
            return
        self._several.set_annotations(
            doc, [(rule, name, index, index + end) for rule, name, _, end in matches]
        )
        for rule, *_ in matches:
            at = index + self._several.indices[rule]
            if "LEMMA" not in self._attributes[rule] and not outcomes[at].ruled:
                doc[at].lemma_ = self._lemmatizer.lemmatize(doc[at])[0]


def _index(lemmatizer: Any) -> None:
    """Let ``lemmatizer`` look its words up: it goes through lists of up to 57,000 of them."""
    table = lemmatizer.lookups.get_table("lemma_index", {})
    for part, words in list(table.items()):
        if isinstance(words, list):
            table[part] = dict.fromkeys(words)  # a set could not be written to disk
