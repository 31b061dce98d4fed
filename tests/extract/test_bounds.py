"""A text made to have too many statements: what is left out is told, and nothing grows with
the square of it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Reading, Run

from claims.extract import bounds
from claims.extract.bounds import REPEATED, STATEMENTS, bounded
from claims.records import Article, Attribution, Extraction
from claims.tracker import Tracker

ROOT = Path(__file__).parents[2]
DENIAL = "Ann Holt denied that the bridge at Velden was closed by the mayor."


def attributions(contents: list[str]) -> tuple[str, list[Attribution]]:
    """A text of one line for each of ``contents``, and these as they stand in it."""
    text, found = "", []
    for content in contents:
        start = len(text)
        text += f"{content}\n"
        found.append(Attribution((), ((start, start),), ((start, len(text) - 1),)))
    return text, found


def test_the_same_words_again_and_again_are_told_and_left_out() -> None:
    text, found = attributions(["It rained.", *["it  RAINED."] * 4_999, "It snowed."])
    kept, notes = bounded(text, found)
    assert kept == [*found[:REPEATED], found[-1]]
    assert notes == ("4,980 statements left out that say the same words again and again",)


def test_a_text_of_too_many_statements_is_cut_and_told() -> None:
    text, found = attributions([f"It rained on day {day}." for day in range(STATEMENTS + 500)])
    kept, notes = bounded(text, found)
    assert kept == found[:STATEMENTS]
    assert notes == ("500 statements after the first 2,000 left out; split it",)


def test_what_is_within_the_bounds_is_all_there() -> None:
    text, found = attributions(["It rained."] * REPEATED)
    assert bounded(text, found) == (found, ())


class Silent(Reading):
    """Says nothing of pairs in one article."""

    def _extraction(self, article: Article) -> Extraction:
        return replace(super()._extraction(article), answers=())


def same(words: str) -> str:
    """What two people say in nearly the same words, thirty times."""
    return " ".join(
        f"{who} Holt said that the old bridge at Velden is {closed} by the mayor of {words}{n}."
        for n in "abcdefghijklmno"
        for who, closed in (("Ann", "closed"), ("Bob", "shut"))
    )


def test_a_crowded_text_has_no_echoes_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def links(most: int) -> list[int]:
        """How many the first text alone has, and how many both have together."""
        monkeypatch.setattr("claims.ingest.linking.CROWDED", most)
        with Tracker(":memory:", engine=Silent()) as tracker:  # type: ignore[arg-type]
            found = []
            for words in ("north", "south"):
                url = f"https://news.example/{words}"
                tracker.ingest([Article(same(words), url=url, language="en")])
                found.append(len(tracker.links()))
            return found

    free = links(30)
    assert free[0] == 15 * 15  # each of Ann's with each of Bob's
    crowded = links(29)
    assert crowded[0] == 0
    assert crowded[1] == free[1] - 2 * free[0]


def test_the_bound_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the packaged models."""
    monkeypatch.setattr(bounds, "REPEATED", 2)
    (tmp_path / "a.txt").write_text("\n".join([DENIAL] * 6))
    done = run("ingest", "-q", str(tmp_path / "a.txt"))
    assert done.exit_code == 0
    assert "a.txt: 4 statements left out that say the same words again and again" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_five_thousand_denials_in_one_text(tmp_path: Path) -> None:
    """By the packaged parser and reader, in 1.5 GB."""
    program = f"""
import re, sys
from functools import cached_property
from claims.engine import Engine
from claims.records import Article, Attribution
from claims.tracker import Tracker

class Denied:
    def __call__(self, texts):
        said = re.compile(r"(Ann Holt) (denied) (that [^.]+)")
        return [
            [Attribution(*((m.span(n),) for n in (1, 2, 3))) for m in said.finditer(text)]
            for text in texts
        ]

class Plain(Engine):
    attributor = cached_property(lambda self: Denied())

text = "\\n".join([{DENIAL!r}] * 5_000)
with Tracker({str(tmp_path / "a.db")!r}, engine=Plain(), create=True) as tracker:
    report = tracker.ingest([Article(text, url="https://news.example/1", language="en")])
print(report.claims <= {REPEATED}, report.links <= {REPEATED**2}, *report.notes)
# Of this program alone: what getrusage tells takes in that of the one that started it.
print(" kB", *re.findall(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.startswith("True True https://news.example/1: 4,980 statements left out")
    assert int(done.stdout.rpartition(" kB ")[2]) < 1_500_000
