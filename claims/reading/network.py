"""The packaged reader: an encoder in ONNX Runtime, and its heads in numpy.

    encoder.onnx       ids [1, pieces] -> hidden [1, pieces, width]
    heads.safetensors  the heads of `claims.training.reader`, by the names they have there
    tokenizer.json     word pieces

Every window is run by itself, without padding: in int8 a window's answers would else depend on
what it is read beside. What several windows tell of one statement or pair is averaged.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.errors import ModelError
from claims.extract.bounds import CROWDED
from claims.models.loader import model_path, one_thread, session
from claims.reading.answers import STANCES, TYPES, Between, Excerpted, Findings, Told
from claims.reading.excerpt import Marks, Tokens, Window, names, tokens, two, windows

Floats = npt.NDArray[np.float32]

#: Distances are told in powers of two, before and behind.
STEPS = 10
#: What the heads of a statement tell, in order.
ONE, STANCE, TYPE, OWN = 0, slice(1, 5), slice(5, 12), 12
DISPUTE, ECHO, ABOUT = 0, 1, 2
#: Names and targets that are hardly meant are not told.
LEAST = 0.05
#: The width of a statement's vector.
WIDE = 384
#: Least odds of two statements in no common window that an excerpt of each is read beside the
#: other's, and how many windows of such are read of an article.
APART, MOST_APART = 0.2, 3
#: So many pairs are looked at at once.
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Seen:
    """The answers of one window: of statements [n, 13], pairs [n, n, 3] and ``fair`` [n] in
    logits, ``who`` [n, 1 + names] and ``about`` [n, 1 + n] in probabilities, none first;
    ``vectors`` [n, width] are of the statements."""

    window: Window
    statements: Floats
    pairs: Floats
    who: Floats
    about: Floats
    fair: Floats
    vectors: Floats


class Network:
    """The reader that comes with the package, or the one in the folder ``model``.

    Raises `ModelError` where the weights cannot be loaded.
    """

    def __init__(self, model: str | None = None, threads: int | None = None) -> None:
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        folder = model_path("reading", model)
        try:
            heads = (folder / "heads.safetensors").read_bytes()
            self._heads = {name: value.astype(np.float32) for name, value in load(heads).items()}
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(f"{folder} holds no reader: reinstall or retrain it") from error
        #: By its weights: vectors of others say nothing to it.
        self.name = f"network {hashlib.sha256(heads).hexdigest()[:16]}"
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._marks = Marks.of(self._tokenizer)
        self._session = session(Path(folder) / "encoder.onnx", threads)
        # An article is met again for each of its pairs.
        self._tokens = lru_cache(maxsize=256)(self._cut)

    def read(self, article: Excerpted) -> Findings:
        """See `claims.reading.answers.Reader`."""
        if not article.passages:
            return Findings([], {}, ())
        text = self._tokens(article)
        seen, told = self._windows(article)
        pairs: dict[tuple[int, int], list[Between]] = defaultdict(list)
        for found in seen:
            for both, between in _betweens(found).items():
                (_, i), (_, j) = both
                pairs[i, j].append(between)
        spans = names(article.text)
        near = {both: _mean(some) for both, some in pairs.items()}
        vectors = _vectors(told)
        some = range(len(told) if len(told) <= CROWDED else 0)
        apart = (both for both in combinations(some, 2) if both not in near)
        far = self._beside(text, text, self._likely(vectors, vectors, apart), MOST_APART)
        return Findings([t.told(spans) for t in told], far | near, _packed(vectors))

    def _likely(
        self, one: Floats, other: Floats, pairs: Iterable[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """Which ``pairs`` of ``one`` and ``other`` are likely in dispute, the likeliest first. A
        long text has millions of pairs: they are looked at some at a time."""
        likely: list[tuple[float, tuple[int, int]]] = []
        rest = iter(pairs)
        while some := list(islice(rest, AT_ONCE)):
            a, b = one[[i for i, _ in some]], other[[j for _, j in some]]
            odds = sigmoid(self._opposed(a, b)) * (a.any(1) & b.any(1))
            likely += [(-float(odds[n]), some[n]) for n in np.flatnonzero(odds >= APART)]
        return [both for _, both in sorted(likely)]

    def across(
        self, one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        """See `claims.reading.answers.Reader`; of ``seeds``, those that are likely in dispute by
        what the two articles tell one by one."""
        mine, theirs = (_unpacked(_whole(a.vectors) or self.vectors(a)) for a in (one, other))
        around = self._likely(mine, theirs, sorted(seeds))
        return self._beside(self._tokens(one), self._tokens(other), around, most)

    def vectors(self, article: Excerpted) -> tuple[bytes, ...]:
        """See `claims.reading.answers.Encoder`."""
        _, told = self._windows(article)
        return _packed(_vectors(told))

    def _beside(
        self, mine: Tokens, theirs: Tokens, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        """What ``most`` windows of two excerpts tell, around the first of ``seeds``."""
        found: dict[tuple[int, int], Between] = {}
        for a, b in seeds:
            if (a, b) in found:
                continue
            if not most:
                break
            most -= 1
            seen = _betweens(self._seen(two(mine, a, theirs, b, self._marks)))
            for ((part, i), (then, j)), between in seen.items():
                if part != then and (i, j) not in found and (mine is not theirs or i < j):
                    found[i, j] = between
        return found

    def _windows(self, article: Excerpted) -> tuple[list[Seen], list[_Told]]:
        """What each window of ``article`` tells, and all of them of each statement."""
        seen = [self._seen(window) for window in windows(self._tokens(article), self._marks)]
        told = [_Told() for _ in article.passages]
        for found in seen:
            _gather(found, told)
        return seen, told

    def _cut(self, article: Excerpted) -> Tokens:
        return tokens(self._tokenizer, article.title, article.text, article.passages)

    def _seen(self, window: Window) -> Seen:
        ids = np.array([window.ids], dtype=np.int64)
        hidden: Floats = self._session.run(["hidden"], {"ids": ids})[0][0]
        with one_thread():
            return self._answers(window, hidden)

    def _answers(self, window: Window, hidden: Floats) -> Seen:
        places = window.places
        opens = [p.open for p in places]
        words = pool(hidden, [p.runs for p in places])
        vectors = np.concatenate([hidden[opens], hidden[[p.close for p in places]], words], 1)
        vectors = gelu(self._linear("statement", vectors))
        speakers = pool(hidden, [p.speaker for p in places])
        pairs = self._pairs(vectors, opens)
        nothing = self._linear("nothing", vectors)
        return Seen(
            window,
            self._linear("tell", vectors),
            pairs,
            softmax(self._who(np.concatenate([vectors, speakers], 1), hidden, window)),
            softmax(np.concatenate([nothing, pairs[..., ABOUT]], 1)),
            self._linear("fair", np.concatenate([vectors, speakers], 1))[:, 0],
            vectors,
        )

    def _opposed(self, one: Floats, other: Floats) -> Floats:
        """For pairs of statements of any windows, the logits that the two are in dispute."""
        features = np.concatenate([one * other, np.abs(one - other), one + other], 1)
        with one_thread():
            return self._linear("oppose", gelu(self._linear("apart", features)))[:, 0]

    def _pairs(self, vectors: Floats, opens: Sequence[int]) -> Floats:
        """The head over pairs; its first layer is worked out part by part, and what is the same
        both ways once."""
        count, wide = vectors.shape
        weight, bias = self._heads["pair.weight"].T, self._heads["pair.bias"]
        one, other, product, apart = (weight[k * wide : (k + 1) * wide] for k in range(4))
        i, j = np.triu_indices(count)
        both = (vectors[i] * vectors[j]) @ product + np.abs(vectors[i] - vectors[j]) @ apart
        inner = np.empty((count, count, weight.shape[1]), np.float32)
        inner[i, j] = inner[j, i] = both
        near = (self._heads["distance.weight"] @ weight[4 * wide :])[distances(opens, opens)]
        inner += near + (vectors @ one)[:, None] + (vectors @ other)[None] + bias
        return self._linear("relate", gelu(inner))

    def _who(self, told: Floats, hidden: Floats, window: Window) -> Floats:
        nobody = self._linear("nobody", told)
        if not window.names:
            return nobody
        first = [name[2] for name in window.names]
        whole = pool(hidden, [((name[2], name[3]),) for name in window.names])
        named = self._linear("name", np.concatenate([hidden[first], whole], 1))
        asked = self._linear("speaker", told)
        apart = distances([p.open for p in window.places], first)
        near = self._heads["far.weight"][:, 0][apart]
        return np.concatenate([nobody, asked @ named.T / math.sqrt(named.shape[1]) + near], 1)

    def _linear(self, name: str, x: Floats) -> Floats:
        found: Floats = x @ self._heads[name + ".weight"].T + self._heads[name + ".bias"]
        return found


class _Told:
    """What the windows tell of one statement, summed up."""

    def __init__(self) -> None:
        self.rows: list[Floats] = []
        self.fair: list[float] = []
        self.vectors: list[Floats] = []
        self.about: dict[int, list[float]] = defaultdict(list)
        self.who: dict[int, float] = defaultdict(float)

    def told(self, spans: Sequence[tuple[int, int]]) -> Told:
        """The means. A statement that no window shows is taken for one, of which nothing is
        known."""
        count = len(self.rows)
        if not count:
            even = tuple(1 / len(TYPES) for _ in TYPES)
            return Told(1.0, (1.0, 0.0, 0.0, 0.0), even)
        whole = np.mean(self.rows, axis=0)
        about = {n: sum(some) / len(some) for n, some in self.about.items()}
        who = {n: value / count for n, value in self.who.items()}
        return Told(
            float(sigmoid(whole[ONE])),
            _floats(softmax(whole[STANCE])),
            _floats(softmax(whole[TYPE])),
            float(sigmoid(whole[OWN])),
            tuple((n, p) for n, p in _best(about) if p >= LEAST),
            tuple((spans[n], p) for n, p in _best(who) if p >= LEAST),
            float(sigmoid(np.mean(self.fair))),
        )


def _vectors(told: Sequence[_Told]) -> Floats:
    """The mean vectors of statements, noughts where no window shows one: [statements, width]."""
    nothing = np.zeros(WIDE, np.float32)
    rows = [np.mean(t.vectors, axis=0) if t.vectors else nothing for t in told]
    return np.stack(rows) if rows else np.empty((0, WIDE), np.float32)


def _packed(vectors: Floats) -> tuple[bytes, ...]:
    return tuple(row.tobytes() for row in vectors.astype("<f2"))


def _whole(vectors: tuple[bytes, ...] | None) -> tuple[bytes, ...] | None:
    """``vectors``, unless one is not as long as it should be: a database can be damaged."""
    return vectors if vectors and all(len(each) == 2 * WIDE for each in vectors) else None


def _unpacked(vectors: Sequence[bytes]) -> Floats:
    flat = np.frombuffer(b"".join(vectors), "<f2")
    return flat.reshape(-1, WIDE).astype(np.float32)


def _gather(found: Seen, told: Sequence[_Told]) -> None:
    places = found.window.places
    for row, place in enumerate(places):
        mine = told[place.number]
        mine.rows.append(found.statements[row])
        mine.fair.append(float(found.fair[row]))
        mine.vectors.append(found.vectors[row])
        for column, other in enumerate(places, 1):
            mine.about[other.number].append(float(found.about[row, column]))
        for column, name in enumerate(found.window.names, 1):
            mine.who[name[1]] += float(found.who[row, column])


def _betweens(found: Seen) -> dict[tuple[tuple[int, int], tuple[int, int]], Between]:
    """By two (part, number) in order: what a window tells of a pair, both ways averaged."""
    places = found.window.places
    keys = [(p.part, p.number) for p in places]
    odds = sigmoid(found.pairs[..., [DISPUTE, ECHO]])
    odds = (odds + odds.transpose(1, 0, 2)) / 2
    stances = softmax(found.statements[:, STANCE])
    denies = stances[:, STANCES.index("denies")][:, None] * found.about[:, 1:]
    found_ = {}
    for i, one in enumerate(keys):
        for j, other in enumerate(keys):
            if one < other:
                dispute, echo = odds[i, j].tolist()
                found_[one, other] = Between(
                    dispute, echo, float(denies[i, j]), float(denies[j, i])
                )
    return found_


def _mean(some: Sequence[Between]) -> Between:
    count = len(some)
    return Between(
        sum(b.dispute for b in some) / count,
        sum(b.echo for b in some) / count,
        sum(b.denies for b in some) / count,
        sum(b.denied for b in some) / count,
    )


def _best(odds: dict[int, float]) -> list[tuple[int, float]]:
    return sorted(odds.items(), key=lambda item: (-item[1], item[0]))


def _floats(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def pool(hidden: Floats, runs: Sequence[Sequence[tuple[int, int]]]) -> Floats:
    """The mean over the pieces of each, zeros where there are none: [runs, width]."""
    found = np.zeros((len(runs), hidden.shape[1]), np.float32)
    for row, spans in enumerate(runs):
        if spans:
            found[row] = np.concatenate([hidden[a:b] for a, b in spans]).mean(axis=0)
    return found


def distances(here: Sequence[int], there: Sequence[int]) -> npt.NDArray[np.int64]:
    """How far each is from each, in powers of two: [here, there], from 0 to 2 * STEPS."""
    apart = np.asarray(there)[None, :] - np.asarray(here)[:, None]
    steps = np.minimum(np.rint(np.log2(1 + np.abs(apart))), STEPS)
    return np.asarray(np.sign(apart) * steps + STEPS, dtype=np.int64)


def softmax(x: Floats) -> Floats:
    """Along the last axis."""
    odds = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), dtype=np.float32)


def sigmoid(x: Any) -> Any:
    """Of each."""
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))


def gelu(x: Floats) -> Floats:
    """With the error function, to seven digits (Abramowitz and Stegun 7.1.26)."""
    z = np.abs(x) / np.float32(math.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t
    erf = 1 - (poly + 0.254829592) * t * np.exp(-z * z)
    return np.asarray(0.5 * x * (1 + np.sign(x) * erf), dtype=np.float32)
