"""A language model that misbehaves: slow, cut off, busy, gone, endless."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from talking import Talking, cut_off, endless, failing, nonsense, slow, talking, vacant

pytest.importorskip("llm")

from claims.errors import ModelError, Unanswered, Unreachable
from claims.reading.answers import Excerpted
from claims.reading.asking import Asker, Limits, many
from claims.reading.excerpt import Passage
from claims.reading.prompt import Prompt, pair
from claims.reading.whereabouts import where

TEXT = "The bridge is safe, the ministry said. Elena Marsh denied that the bridge was safe."
ARTICLE = Excerpted(
    "Bridge", TEXT, (Passage(((0, 18),), ((20, 32),)), Passage(((56, 82),), ((39, 50),)))
)
FINE = '{"verdict": "dispute", "denial": 2, "reason": "One says it is.", "quote_1": ""}'
QUICK = Limits(seconds=5, tokens=200, tries=3, wait=0.01, longest=0.05)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Talking]:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with talking() as server:
        yield server


def prompt() -> Prompt:
    return pair(ARTICLE, 0, ARTICLE, 1)


def test_a_model_is_asked_coolly_with_a_schema_and_without_a_key(server: Talking) -> None:
    server.will(FINE)
    said = Asker("some", server.url, limits=QUICK).ask(prompt())
    assert (said.text, said.tokens_in, said.tokens_out) == (FINE, 100, 20)
    (request,) = server.requests
    assert (request["temperature"], request["max_tokens"], request["model"]) == (0, 200, "some")
    assert request["response_format"]["json_schema"]["schema"]["required"][0] == "verdict"
    assert "secret" not in str(server.headers)


@pytest.mark.parametrize("busy", [429, 500, 503, 408])
def test_a_busy_server_is_asked_again(server: Talking, busy: int) -> None:
    server.will(failing(busy, retry_after="0.01"), FINE)
    assert Asker("some", server.url, limits=QUICK).ask(prompt()).text == FINE
    assert len(server.requests) == 2


def test_waits_grow_and_are_bounded(server: Talking) -> None:
    waited: list[float] = []
    server.will(failing(429, Retry_After="3600"), failing(500))
    asker = Asker("some", server.url, limits=QUICK, sleep=waited.append)
    with pytest.raises(Unanswered, match="failed \\(500\\)"):
        asker.ask(prompt())
    assert waited == [0.05, 0.02]
    assert len(server.requests) == 3


def test_an_answer_that_breaks_off_is_asked_for_again(server: Talking) -> None:
    server.will(cut_off('{"verdict": '), FINE)
    assert Asker("some", server.url, limits=QUICK).ask(prompt()).text == FINE


@pytest.mark.parametrize(
    "answer, message",
    [
        (failing(401), "refuses the key"),
        (failing(404), "knows no model some"),
        (failing(402), "quota"),
        (failing(429, "You exceeded insufficient_quota"), "quota"),
    ],
)
def test_what_no_patience_helps_is_told_at_once(
    server: Talking, answer: object, message: str
) -> None:
    server.will(answer)  # type: ignore[arg-type]
    with pytest.raises(Unreachable, match=message):
        Asker("some", server.url, limits=QUICK).ask(prompt())
    assert len(server.requests) == 1


def test_nobody_there(server: Talking) -> None:
    with pytest.raises(Unreachable, match="is the server running"):
        Asker("some", vacant(), limits=QUICK).ask(prompt())


def test_a_slow_one_is_left_after_its_time(server: Talking) -> None:
    server.will(slow(3, FINE))
    began = time.monotonic()
    with pytest.raises(Unanswered, match="--timeout"):
        Asker("some", server.url, limits=Limits(seconds=1.0, tries=1)).ask(prompt())
    assert time.monotonic() - began < 2.5


def test_an_endless_one_is_cut(server: Talking) -> None:
    server.will(endless("and so on "))
    said = Asker("some", server.url, limits=QUICK).ask(prompt())
    assert 1_600 < len(said.text) < 2_500


def test_a_stream_that_is_none(server: Talking) -> None:
    server.will(nonsense)
    with pytest.raises(Unanswered):
        Asker("some", server.url, limits=QUICK).ask(prompt())


def test_a_server_that_knows_no_schema_or_temperature_does_without(server: Talking) -> None:
    server.will(
        failing(400, "response_format is not supported"),
        failing(400, "Unsupported value: 'temperature'"),
        FINE,
    )
    assert Asker("some", server.url, limits=QUICK).ask(prompt()).text == FINE
    assert "response_format" not in server.requests[-1]
    assert "temperature" not in server.requests[-1]
    assert "Schema of the answer" in server.asked()


def test_a_server_cannot_send_the_text_elsewhere(server: Talking) -> None:
    with talking() as other:
        server.will(failing(307, Location=f"{other.url}/chat/completions"))
        with pytest.raises(ModelError):
            Asker("some", server.url, limits=QUICK).ask(prompt())
        assert not other.requests


def test_several_at_a_time_and_none_after_one_that_cannot_be_asked(server: Talking) -> None:
    server.will(FINE)
    asker = Asker("some", server.url, limits=QUICK)
    found = dict(many(asker, [prompt()] * 9, 3))
    assert sorted(found) == list(range(9))
    server.will(failing(401))
    with pytest.raises(Unreachable):
        list(many(asker, [prompt()] * 9, 3))


@pytest.mark.parametrize("address", ["localhost:11434", "ftp://x/v1", "http://"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ModelError, match="http://localhost:11434/v1"):
        Asker("some", address)


def test_names_and_keys_that_llm_does_not_know(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path))
    with pytest.raises(ModelError, match="--base-url"):
        Asker("no-such-model")
    with pytest.raises(ModelError, match="llm keys set mine"):
        Asker("some", "http://localhost:1/v1", key="mine")


def test_where_a_model_is() -> None:
    assert where(object(), "http://127.0.0.1:8080/v1").endswith("on this machine")
    hosted = SimpleNamespace(model_id="gpt-oss:120b-cloud")
    assert where(hosted, "http://localhost:11434/v1").endswith("passes it on to ollama.com")
    assert where(object(), "https://models.example/v1") == "https://models.example/v1"
