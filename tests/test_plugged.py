"""A model of somebody's own in the place of the packaged one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import pytest

from claims import engine as engines
from claims.engine import Engine
from claims.records import Article, Attribution

SAID = re.compile(r"([A-Z]\w+ [A-Z]\w+) (said) that ([^.]+)")


class OnlySaid:
    """Finds "Ada Quill said that …" and has nothing but the call."""

    def __call__(self, texts: Sequence[str]) -> list[list[Attribution]]:
        return [
            [Attribution((m.span(1),), (m.span(2),), (m.span(3),)) for m in SAID.finditer(text)]
            for text in texts
        ]


class Plain(Engine):
    @cached_property
    def attributor(self) -> OnlySaid:  # type: ignore[override]
        return OnlySaid()


def test_it_reads_every_article_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MANY", 1)  # as if these were enough for a process on each core
    text = "Ada Quill said that the weir had burst. “It did not,” the mayor answered. {}"
    articles = [Article(text=text.format(f"It was day {day}.")) for day in range(6)]
    with_own = Plain()
    found = with_own.extract(articles)
    quotes = [claim.quote for extraction in found for claim in extraction.claims]
    assert quotes == ["the weir had burst"] * 6
    assert with_own._workers is None
