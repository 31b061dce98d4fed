"""What the decision asks of the models, and who answers: the judge and the referee.

A question is two texts and what is asked of them. Questions are all asked at once, so that
whoever keeps answers (`claims.comparing.Verdicts`) can have what is missing made in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from claims.compare.contradiction import Judge

#: ``entails`` asks the judge both ways; ``entails-lazily`` the second way only if the first
#: says something; ``disputes`` asks the referee.
Ask = Literal["entails", "entails-lazily", "disputes"]
Answer = npt.NDArray[np.float32]


class Question(NamedTuple):
    """Two texts, and what is asked of them."""

    a: str
    b: str
    ask: Ask


class Answers(Protocol):
    """Whoever answers questions."""

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        """For a question to the judge probabilities of shape (2, 3), both ways, with columns
        contradiction, entailment, neutral; for one to the referee shape (1,)."""


class Bench:
    """The judge and the referee of ``models``, each loaded when it is first asked."""

    def __init__(self, models: HasJudges) -> None:
        self._models = models

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        """See :meth:`Answers.answers`."""
        found: dict[int, Answer] = {}
        rows = [n for n, q in enumerate(questions) if q.ask != "disputes"]
        if rows:
            lazily = [questions[n].ask == "entails-lazily" for n in rows]
            texts = [questions[n][:2] for n in rows]
            found |= zip(rows, self._models.judge.both_ways(texts, lazily), strict=True)
        rows = [n for n, q in enumerate(questions) if q.ask == "disputes"]
        if rows:
            odds = self._models.referee.judge([questions[n][:2] for n in rows])
            found |= zip(rows, odds[:, :1], strict=True)
        return [found[n] for n in range(len(questions))]


class HasJudges(Protocol):
    """What has a judge and a referee: :class:`claims.engine.Engine`."""

    @property
    def judge(self) -> Judge: ...

    @property
    def referee(self) -> Judge: ...
