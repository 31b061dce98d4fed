"""One language model of the user's, asked through the `llm` library (pip install 'claims[llm]').

Keys, plugins and names are `llm`'s business. Ours are a limit on time and length for each call,
patience with a busy server, and one plain line on what went wrong. Every call runs in a thread
of its own, since `llm` knows no time limit and a server may send for ever.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Protocol

from claims.errors import ModelError, Unanswered, Unreachable
from claims.reading.prompt import TOKEN, Prompt
from claims.reading.whereabouts import known, served, stored_key, where

#: So many readings in a row without an answer, and it is given up.
PATIENCE = 3
#: What plugins call the greatest number of tokens of an answer.
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
            except Unanswered:
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
        done: SimpleQueue[Said | Exception] = SimpleQueue()
        stop = Event()
        Thread(target=self._send, args=(prompt, done, stop), daemon=True).start()
        until = time.monotonic() + self.limits.seconds
        try:
            while (left := until - time.monotonic()) > 0:
                with suppress(Empty):
                    found = done.get(timeout=min(left, 0.2))  # so that Ctrl-C is heard
                    if isinstance(found, Exception):
                        raise found
                    return found
        finally:
            stop.set()
        raise Unanswered(
            f"{self.name} took longer than {self.limits.seconds:g} seconds for one reading: give "
            "it more with --timeout, or name a faster model"
        )

    def _send(self, prompt: Prompt, done: SimpleQueue[Said | Exception], stop: Event) -> None:
        began = time.monotonic()
        text, sent, back = "", None, None
        try:
            response = self._response(prompt)
            for chunk in response:
                text += chunk
                if stop.is_set():
                    return
                if len(text) > 2 * TOKEN * self.limits.tokens:  # the server knows no limit
                    break
            else:
                usage = response.usage()
                sent, back = usage.input, usage.output
            sent = prompt.tokens if sent is None else sent
            back = -(-len(text) // TOKEN) if back is None else back
            done.put(Said(text, sent, back, time.monotonic() - began))
        except Exception as error:
            done.put(error)

    def _response(self, prompt: Prompt) -> Any:
        text = prompt.text
        settings: dict[str, Any] = {}
        if getattr(self._model, "allows_system_prompt", True):
            settings["system"] = prompt.system
        else:
            text = f"{prompt.system}\n{text}"
        if self._schema:
            settings["schema"] = dict(prompt.schema)
        if self._key is not None:
            settings["key"] = self._key
        return self._model.prompt(
            text, stream=bool(self._model.can_stream), options=dict(self._options), **settings
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
            ends = "" if "/v1" in self.where.split(" ")[0] else ", which mostly ends in /v1"
            return _Trouble(Unreachable(told + ends))
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
class _Trouble:
    """What went wrong as the user is told it, whether to try again, and after how many seconds
    at the earliest."""

    told: ModelError
    again: bool = False
    wait: float = 0.0


def _options(model: Any, limits: Limits) -> dict[str, Any]:
    """Temperature 0 and the length limit, as the model calls them."""
    fields = getattr(model.Options, "model_fields", {})
    found: dict[str, Any] = {"temperature": 0} if "temperature" in fields else {}
    if most := next((name for name in _MOST if name in fields), None):
        found[most] = limits.tokens
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
    what = re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", str(error) or type(error).__name__).strip()
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
            yield number, _heard(_answer(asker, prompt))
        return
    waiting = deque(range(len(prompts)))
    done: SimpleQueue[tuple[int, Said | Exception]] = SimpleQueue()

    def work() -> None:
        with suppress(IndexError):  # none waits any more
            while True:
                number = waiting.popleft()
                done.put((number, _answer(asker, prompts[number])))

    for _ in range(min(threads, len(prompts))):
        Thread(target=work, daemon=True).start()
    try:
        left = len(prompts)
        while left:
            with suppress(Empty):
                number, found = done.get(timeout=0.2)  # so that Ctrl-C is heard
                yield number, _heard(found)
                left -= 1
    finally:
        waiting.clear()


def _answer(asker: Answering, prompt: Prompt) -> Said | Exception:
    try:
        return asker.ask(prompt)
    except Exception as error:
        return error


def _heard(found: Said | Exception) -> Said | Unanswered:
    if isinstance(found, Said | Unanswered):
        return found
    raise found
