"""One language model of the user's, asked through the `llm` library (pip install 'claims[llm]').

Keys, plugins and names are `llm`'s business. Ours are a limit on time and length for each call,
patience with a busy server, and one plain line on what went wrong. Every call runs in a thread
of its own, since `llm` knows no time limit and a server may send for ever.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Protocol

from claims.errors import ModelError, Unanswered, Unreachable
from claims.reading.prompt import TOKEN, Prompt
from claims.reading.whereabouts import known, served, stored_key, where

#: So many readings in a row without an answer, and it is given up.
PATIENCE = 3
#: What plugins call temperature and the greatest number of tokens of an answer.
_TEMPERATURE = ("temperature",)
_MOST = ("max_tokens", "max_output_tokens", "num_predict", "max_completion_tokens")

_SPENT = re.compile(r"insufficient[ _]quota|credit balance|billing|payment required", re.I)
_OFFLINE = frozenset({"APIConnectionError", "ConnectError", "ConnectionError", "NetworkError"})
_SLOW = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"})
_BROKEN = frozenset({"TransportError", "APIError", "IncompleteRead"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a call: seconds, tokens of the answer; how often it is tried, and the seconds waited
    before the second time (twice as long before each further one, ``longest`` at most)."""

    seconds: float = 300.0
    tokens: int = 4_000
    tries: int = 4
    wait: float = 1.0
    longest: float = 30.0


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said, and what that took; tokens are reckoned where it does not tell."""

    text: str
    tokens_in: int
    tokens_out: int
    seconds: float


class Asker:
    """The model called ``name``: one that `llm models` lists, or at ``base_url`` whatever an
    OpenAI-compatible server calls so. ``key`` is the name of a key that `llm keys set` stored;
    a server of your own is sent none unless it is named.

    Raises ModelError where there is no such model or key, or `llm` is not installed.
    """

    patience = PATIENCE

    def __init__(
        self,
        name: str,
        base_url: str | None = None,
        key: str | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self._sleep = sleep
        self._key = stored_key(key) if key else None
        self._model = served(name, base_url, self.limits.seconds) if base_url else known(name)
        self.name = name if base_url else str(self._model.model_id)
        self.where = where(self._model, base_url)
        #: By what answers are kept: the same name elsewhere may be another model.
        self.identity = f"{self.name} {base_url.rstrip('/')}" if base_url else self.name
        self._options = _options(self._model, self.limits)
        self._schema = bool(getattr(self._model, "supports_schema", False))

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, as far as its address or plugin tells."""
        return "on this machine" in self.where

    def ask(self, prompt: Prompt) -> Said:
        """What the model says to ``prompt``. Raises Unanswered where it says nothing of use to
        this one, Unreachable where no other would fare better."""
        wait, tries = self.limits.wait, self.limits.tries
        while True:
            tries -= 1
            try:
                return self._once(prompt)
            except (Unanswered, Unreachable):
                raise
            except Exception as error:
                trouble = self._trouble(error)
                if trouble is None:  # it will do without what it does not know
                    tries += 1
                    continue
                if not trouble.again or tries <= 0:
                    raise trouble.told from error
                self._sleep(min(max(wait, trouble.wait), self.limits.longest))
                wait *= 2

    def _once(self, prompt: Prompt) -> Said:
        chunks: SimpleQueue[str | _End] = SimpleQueue()
        stop = Event()
        began = time.monotonic()
        Thread(target=self._send, args=(prompt, chunks, stop), daemon=True).start()
        heard: list[str] = []
        length = 0
        try:
            while True:
                left = began + self.limits.seconds - time.monotonic()
                if left <= 0:
                    raise Unanswered(
                        f"{self.name} took longer than {self.limits.seconds:g} seconds for one "
                        "reading: give it more with --timeout, or name a faster model"
                    )
                try:
                    found = chunks.get(timeout=min(left, 0.2))  # so that Ctrl-C is heard
                except Empty:
                    continue
                if isinstance(found, _End):
                    if found.error is not None:
                        raise found.error
                    return self._said(prompt, heard, found, began)
                heard.append(found)
                length += len(found)
                if length > 2 * TOKEN * self.limits.tokens:  # the server knows no limit
                    return self._said(prompt, heard, _End(), began)
        finally:
            stop.set()

    def _send(self, prompt: Prompt, chunks: SimpleQueue[str | _End], stop: Event) -> None:
        try:
            response = self._response(prompt)
            for chunk in response:
                if stop.is_set():
                    return
                chunks.put(chunk)
            usage = response.usage()
            chunks.put(_End(usage.input, usage.output))
        except Exception as error:
            chunks.put(_End(error=error))

    def _response(self, prompt: Prompt) -> Any:
        system, text = prompt.system, prompt.text
        settings: dict[str, Any] = {}
        if getattr(self._model, "allows_system_prompt", True):
            settings["system"] = system
        else:
            text = f"{system}\n{text}"
        if self._schema:
            settings["schema"] = dict(prompt.schema)
        if self._key is not None:
            settings["key"] = self._key
        return self._model.prompt(
            text, stream=bool(self._model.can_stream), options=dict(self._options), **settings
        )

    def _said(self, prompt: Prompt, heard: list[str], end: _End, began: float) -> Said:
        text = "".join(heard)
        return Said(
            text,
            end.tokens_in if end.tokens_in is not None else prompt.tokens,
            end.tokens_out if end.tokens_out is not None else -(-len(text) // TOKEN),
            time.monotonic() - began,
        )

    def _trouble(self, error: Exception) -> _Trouble | None:
        """What ``error`` means; None if the call may be made again without what the model does
        not know."""
        kinds = {kind.__name__ for kind in type(error).__mro__}
        status = _status(error)
        what = _line(error)
        if "NeedsKeyException" in kinds:
            return _Trouble(Unreachable(f"{self.name}: {what}"))
        if status in (400, 422) and self._without(what):
            return None
        if status in (401, 403):
            return _Trouble(
                Unreachable(f"{self.where} refuses the key ({status}): see `llm keys set --help`")
            )
        if status == 404:
            told = f"{self.where} knows no model {self.name}: check its name and address"
            told += (
                ", which mostly ends in /v1" if not self.where.split(" ")[0].count("/v1") else ""
            )
            return _Trouble(Unreachable(told))
        if status == 402 or (status == 429 and _SPENT.search(what)):
            return _Trouble(Unreachable(f"the quota at {self.where} is spent: {what}"))
        if status == 429:
            told = f"{self.where} wants fewer requests: try again later"
            return _Trouble(Unreachable(told), True, _retry_after(error))
        if status is not None and (status in (408, 409) or status >= 500):
            told = f"{self.name} failed ({status}): {what}"
            return _Trouble(Unanswered(told), True, _retry_after(error))
        if kinds & _SLOW:
            return _Trouble(Unanswered(f"{self.name} took too long: {what}"))
        if kinds & _OFFLINE and not kinds & {"ReadError", "RemoteProtocolError"}:
            told = f"no answer from {self.where}: is the server running?"
            return _Trouble(Unreachable(told), True)
        if status is None and kinds & _BROKEN:
            return _Trouble(Unanswered(f"{self.name} broke off: {what}"), True)
        return _Trouble(Unanswered(f"{self.name} did not answer: {what}"))

    def _without(self, complaint: str) -> bool:
        """Leave out what a server complains of; whether there was anything to leave out."""
        if self._schema and re.search(r"response_format|schema|grammar", complaint, re.I):
            self._schema = False
            return True
        for name in list(self._options):
            if name in complaint:
                del self._options[name]
                return True
        return False


@dataclass(frozen=True, slots=True)
class _End:
    """The end of an answer: tokens, where they are told, or what went wrong."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What went wrong as the user is told it, whether to try again, and after how many seconds
    at the earliest."""

    told: ModelError
    again: bool = False
    wait: float = 0.0


def _options(model: Any, limits: Limits) -> dict[str, Any]:
    """Temperature 0 and the length limit, as the model calls them."""
    fields = getattr(model.Options, "model_fields", {})
    found: dict[str, Any] = {}
    for names, value in ((_TEMPERATURE, 0), (_MOST, limits.tokens)):
        name = next((name for name in names if name in fields), None)
        if name:
            found[name] = value
    return found


def _status(error: Exception) -> int | None:
    """The HTTP status in ``error``, if it has one."""
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def _retry_after(error: Exception) -> float:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except (TypeError, ValueError):  # a date
        return 0.0


def _line(error: BaseException) -> str:
    """``error`` on one short line that a terminal may be sent."""
    what = " ".join(
        re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", str(error) or type(error).__name__).split()
    )
    return what if len(what) <= 200 else what[:200] + " …"


class Answering(Protocol):
    """What can be asked."""

    def ask(self, prompt: Prompt) -> Said:
        """Its answer. Raises Unanswered, or Unreachable where no other will have one."""


def many(
    asker: Answering, prompts: Sequence[Prompt], threads: int
) -> Iterator[tuple[int, Said | Unanswered]]:
    """(number of the prompt, what was said or why nothing) as it comes, ``threads`` at a time.

    Raises Unreachable as soon as a call does. When the caller stops asking for more, no further
    call is begun.
    """
    if threads < 2 or len(prompts) < 2:
        for number, prompt in enumerate(prompts):
            yield number, _answer(asker, prompt)
        return
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(len(prompts)):
        waiting.put(number)
    done: SimpleQueue[tuple[int, Said | Exception]] = SimpleQueue()
    stop = Event()

    def work() -> None:
        while not stop.is_set():
            try:
                number = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((number, _answer(asker, prompts[number])))
            except Exception as error:
                done.put((number, error))

    for _ in range(min(threads, len(prompts))):
        Thread(target=work, daemon=True).start()
    try:
        left = len(prompts)
        while left:
            try:
                number, found = done.get(timeout=0.2)
            except Empty:
                continue
            if isinstance(found, Exception) and not isinstance(found, Unanswered):
                raise found
            left -= 1
            yield number, found
    finally:
        stop.set()


def _answer(asker: Answering, prompt: Prompt) -> Said | Unanswered:
    try:
        return asker.ask(prompt)
    except Unanswered as error:
        return error
