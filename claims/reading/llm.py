"""A language model of the user's as a reader, and for a second opinion.

What it answered is kept by the hash of what it was sent and its name, one answer at a time, so
that nothing is paid for twice and an interruption loses nothing.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from claims.errors import Unanswered, Unreachable
from claims.reading import prompt as prompts
from claims.reading import reply as replies
from claims.reading.answers import STANCES, TYPES, Between, Excerpted, Findings, Told
from claims.reading.asking import Said, many
from claims.reading.prompt import Prompt
from claims.reading.reply import ArticleAnswer, PairAnswer, WholeAnswer
from claims.records import Reply, Spans
from claims.spans import words

if TYPE_CHECKING:
    from claims.reading.answers import Reader
    from claims.reading.asking import Asker
    from claims.reading.recorded import Recorded

#: Calls at a time to a model elsewhere; one on this machine has its hands full with one.
THREADS = 4
#: How many articles are remembered as they were read.
REMEMBERED = 64

#: Words of names.
_NAME = re.compile(r"\b[A-Z]\w{2,}")

Answer = ArticleAnswer | PairAnswer | WholeAnswer


class Replies(Protocol):
    """Where answers are kept; the opinions of a store are one."""

    def reply(self, key: str) -> Reply | None:
        """The answer under ``key``, if there is one."""

    def put_reply(self, reply: Reply) -> None:
        """Keep an answer."""


class Unkept(dict[str, Reply]):
    """Answers that are kept as long as this process runs."""

    def reply(self, key: str) -> Reply | None:
        """See `Replies`."""
        return self.get(key)

    def put_reply(self, reply: Reply) -> None:
        """See `Replies`."""
        self[reply.key] = reply


@dataclass(frozen=True, slots=True)
class Price:
    """What the user pays for a million tokens, sent and back, in a currency of theirs."""

    sent: float
    back: float

    def of(self, sent: int, back: int) -> float:
        """What so many tokens cost."""
        return (sent * self.sent + back * self.back) / 1_000_000


@dataclass
class Tally:
    """What was asked in this run: answers that came, that were known, and readings without
    one; names, numbers and quotes thrown away; tokens and seconds."""

    asked: int = 0
    known: int = 0
    unanswered: int = 0
    dropped: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    last: str = field(default="")


class LanguageModel:
    """A reader that asks ``asker``; ``kept`` has its answers. ``instead`` makes the reader that
    answers a reading of which the model has made nothing; without one, nothing is told of it.

    Raises Unreachable where no answer is to be had any more.
    """

    def __init__(
        self,
        asker: Asker | Recorded,
        kept: Replies | None = None,
        instead: Callable[[], Reader] | None = None,
        price: Price | None = None,
    ) -> None:
        self.name = f"llm:{asker.name}"
        self.asker = asker
        self.tally = Tally()
        self._kept: Replies = Unkept() if kept is None else kept
        self._instead = instead
        self.price = price
        self._in_a_row = 0
        # By the text: the places of statements that were read together, two by two.
        self._seen: OrderedDict[str, set[frozenset[Spans]]] = OrderedDict()

    # -- a reader -------------------------------------------------------------------------

    def read(self, article: Excerpted) -> Findings:
        """See `claims.reading.answers.Reader`."""
        asked = prompts.readings(article)
        found = {n: a for n, a in self.answers(asked) if isinstance(a, ArticleAnswer)}
        if len(found) < len(asked) and self._instead is not None:
            return replace(self._instead().read(article), vectors=None)
        told: dict[int, Told] = {}
        pairs: dict[tuple[int, int], Between] = {}
        together: set[frozenset[Spans]] = set()
        for number, answer in sorted(found.items()):
            ((start, _),) = asked[number].spans
            told = {n: _named(a, start, article, n) for n, a in answer.told.items()} | told
            pairs = {**answer.pairs, **pairs}
            inside = [n - 1 for n in asked[number].numbers]
            together |= {_places(article, i, j) for i in inside for j in inside if i < j}
        self._seen[article.text] = together
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return Findings([told.get(n, _PLAIN) for n in range(len(article.passages))], pairs)

    def across(
        self, one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        """See `claims.reading.answers.Reader`. Statements of one article that were read together
        are not asked about again."""
        if one.text == other.text:
            known = self._seen.get(one.text, set())
            seeds = [pair for pair in seeds if _places(one, *pair) not in known]
        asked = prompts.meetings(one, other, seeds, most)
        found: dict[tuple[int, int], Between] = {}
        answered = 0
        for number, answer in self.answers([prompt for prompt, _ in asked]):
            if isinstance(answer, ArticleAnswer):
                answered += 1
                for both, between in answer.pairs.items():
                    (first, a), (second, b) = (asked[number][1][n] for n in both)
                    if first < second:  # of two articles
                        found.setdefault((a, b), between)
        if answered < len(asked) and self._instead is not None:
            return self._instead().across(one, other, seeds, most)
        return found

    # -- asking ---------------------------------------------------------------------------

    def known(self, prompt: Prompt) -> bool:
        """Whether the answer to ``prompt`` is there already."""
        return self._found(prompt) is not None

    def _found(self, prompt: Prompt) -> Answer | None:
        """The answer that is kept, if it can be read."""
        kept = self._kept.reply(prompt.key(self.asker.identity))
        if kept is None:
            return None
        try:
            return replies.checked(prompt, kept.text)
        except Unanswered:
            return None

    def answers(self, asked: Sequence[Prompt]) -> Iterator[tuple[int, Answer | None]]:
        """(number of the prompt, its answer, None where there is none), first what is known,
        then as it comes; each is kept before it is told.

        Raises Unreachable, at once or after too many readings without an answer in a row.
        """
        lacking = []
        for number, prompt in enumerate(asked):
            kept = self._found(prompt)
            if kept is None:
                lacking.append(number)
            else:
                self.tally.known += 1
                yield number, kept
        threads = 1 if self.asker.here else THREADS
        for place, said in many(self.asker, [asked[n] for n in lacking], threads):
            number = lacking[place]
            yield number, self._heard(asked[number], said)

    def _heard(self, prompt: Prompt, said: Said | Unanswered) -> Answer | None:
        """The answer in what was said, kept if there is one."""
        try:
            if isinstance(said, Unanswered):
                raise said
            self.tally.tokens_in += said.tokens_in
            self.tally.tokens_out += said.tokens_out
            self.tally.seconds += said.seconds
            answer = replies.checked(prompt, said.text)
        except Unanswered as error:
            self.tally.unanswered += 1
            self.tally.last = str(error)
            self._in_a_row += 1
            if self._in_a_row >= self.asker.patience:
                raise Unreachable(
                    f"{self.asker.name} gave no answer of use {self._in_a_row} times in a row; the "
                    f"last time: {error}"
                ) from error
            return None
        self._in_a_row = 0
        self.tally.asked += 1
        self.tally.dropped += answer.dropped
        self._kept.put_reply(
            Reply(
                prompt.key(self.asker.identity),
                self.asker.name,
                prompt.ask,
                said.text,
                said.tokens_in,
                said.tokens_out,
                said.seconds,
                answer.dropped,
                prompt.articles,
                cost=self.price.of(said.tokens_in, said.tokens_out) if self.price else None,
            )
        )
        return answer


def agreed(first: PairAnswer, second: PairAnswer) -> tuple[str, str]:
    """The verdict and the reason of a pair that was asked about in both orders."""
    if first.verdict == second.verdict:
        return first.verdict, first.reason or second.reason
    return "unsure", (
        f"The answer changed with the order of the two: {first.verdict}, then {second.verdict}."
    )


def _places(article: Excerpted, i: int, j: int) -> frozenset[Spans]:
    return frozenset((article.passages[i].content, article.passages[j].content))


def _named(told: Told, start: int, article: Excerpted, n: int) -> Told:
    """``told`` of a part of the text that begins at ``start``, its names by their places in the
    whole, without a name that only says in full who is written already: which of several of that
    name it is, and what else they are, is known better without."""
    written = set(_NAME.findall(words(article.text, article.passages[n].speaker)))
    who = [((a + start, b + start), p) for (a, b), p in told.who]
    names = {span: _NAME.findall(article.text[slice(*span)]) for span, _ in who}
    return replace(told, who=tuple(w for w in who if written.isdisjoint(names[w[0]])))


#: What is told of a statement that the model passed over.
_PLAIN = Told(
    0.5,
    tuple(float(stance == "asserts") for stance in STANCES),
    tuple(float(kind == "fact") for kind in TYPES),
)
