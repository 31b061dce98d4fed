"""The names that the recogniser of the packaged pipeline finds, for all tokens of a batch at once.

The recogniser goes through a text token by token and asks at each step, for each of its 74
actions, whether the rules allow it: two thirds of its time. Outside of a name, what it decides
about a token follows from that token alone, so that this is worked out for all tokens in one
product; only the few names of several words are then followed word by word, all side by side.
The network and its numbers are spaCy's own (`TransitionBasedParser`, Lample et al., 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.integer[Any]]
    Floats = NDArray[np.floating[Any]]


class Entities:
    """The greedy named entity recogniser of a pipeline, for documents without names."""

    def __init__(self, nlp: Language) -> None:
        recogniser: Any = nlp.get_pipe("ner")
        moves = recogniser.moves
        self._model: Any = recogniser.model
        columns = {moves.get_class_name(i): i for i in range(moves.n_moves)}  # "B-ORG", "O"
        self._labels = sorted({name[2:] for name in columns if len(name) > 2})
        self._begin, self._inside, self._last, self._unit = (
            np.array([columns[f"{action}-{label}"] for label in self._labels], np.int64)
            for action in "BILU"
        )
        self._allowed = np.array([*self._begin, *self._unit, columns["O"]], np.int64)
        self._of = {int(c): i for part in (self._begin, self._unit) for i, c in enumerate(part)}

    def __call__(self, docs: Sequence[Doc]) -> None:
        """Set the names of ``docs``, whose sentences are known, as the recogniser would."""
        from spacy.attrs import IS_SPACE, SENT_START
        from spacy.tokens import Span

        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        step = self._model.predict(docs)
        features = np.concatenate([doc.to_array([IS_SPACE, SENT_START]) for doc in docs])
        ends = np.cumsum([len(doc) for doc in docs])
        closed = np.zeros(len(features), dtype=np.bool_)  # no name goes on after these
        closed[:-1] = features[1:, 1] == 1
        closed[ends - 1] = True
        actions = self._outside(step, features[:, 0] == 1, closed)
        begins = np.flatnonzero(np.isin(actions, self._begin))
        labels = np.array([self._of[int(action)] for action in actions[begins]], np.int64)
        until = dict(zip(begins.tolist(), self._follow(step, begins, labels, closed), strict=True))
        found: list[list[Span]] = [[] for _ in docs]
        free = 0
        for start in np.flatnonzero(actions != self._allowed[-1]).tolist():
            if start < free:
                continue
            free = until.get(start, start + 1)
            k = int(np.searchsorted(ends, start, side="right"))
            first = int(ends[k]) - len(docs[k])
            label = self._labels[self._of[int(actions[start])]]
            found[k].append(Span(docs[k], start - first, free - first, label=label))
        for doc, names in zip(docs, found, strict=True):
            doc.set_ents(names, default="outside")

    def _outside(self, step: Any, space: Bools, closed: Bools) -> Ints:
        """The best action for each token if no name is open before it."""
        states = np.full((len(space), 3), -1, dtype=np.int32)
        states[:, 0] = np.arange(len(space))
        scores = _scores(step, states)
        allowed = np.full_like(scores, -np.inf)
        allowed[:, self._allowed] = scores[:, self._allowed]
        allowed[np.ix_(space | closed, self._begin)] = -np.inf
        allowed[np.ix_(space, self._unit)] = -np.inf
        best: Ints = allowed.argmax(axis=1)
        return best

    def _follow(self, step: Any, begins: Ints, labels: Ints, closed: Bools) -> list[int]:
        """Where the names that begin at ``begins`` end: the first token beyond each."""
        until = begins + 1
        going = np.arange(len(begins))
        while len(going):
            at = until[going]
            states = np.stack([at, begins[going], at - 1], axis=1).astype(np.int32)
            scores = _scores(step, states)
            rows = np.arange(len(going))
            inside, last = self._inside[labels[going]], self._last[labels[going]]
            ahead = scores[rows, inside] - scores[rows, last]
            on = ~closed[at] & ((ahead > 0) | ((ahead == 0) & (inside < last)))
            until[going] += 1
            going = going[on]
        ends: list[int] = until.tolist()
        return ends


def _scores(step: Any, states: Ints) -> Floats:
    """The score of every action in each of ``states``: [states, actions]. A state is the token
    looked at, and the first and last of an open name, -1 for none."""
    scores: Floats = step.vec2scores.predict(step.state2vec.predict(states))
    return scores
