"""Kill ingests and alter inputs at random, and look at what is left.

``python -m tests.reliability --kills 1000 --inputs 10000`` prints figures, and a line for each
fault; ``--minutes`` ends it earlier, ``--seed`` gives other moments and changes. With ``--keep
FILE`` it may be stopped in any way, and the same command goes on. What is killed (``kill -9``) is
an ingest of made-up articles by the tracker and the store as they are, with an engine without
models, so that what takes time is the writing. See docs/reliability.md.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

from claims.records import Article, Extraction
from claims.store import Store
from claims.store.check import faults
from claims.tracker import Tracker
from tests.altered_files import Tally, look
from tests.conftest import Reading
from tests.figures import Figures, Kills, Line

ARTICLES = 24
BATCH = 3
#: How many altered files' articles are taken in together.
TOGETHER = 64
#: The verdict that a person gives while an ingest goes on, and that has to outlive it.
NOTE = "seen before the kill"

Content = dict[str, list[tuple[object, ...]]]
#: What is not all there while articles are still to be read together.
AFTERWARDS = ("answers", "links")


class Once(Reading):
    """Takes what a text says twice as said once: claims of the stand-in have no numbers."""

    def _extraction(self, article: Article) -> Extraction:
        found = super()._extraction(article)
        claims = {claim.id: claim for claim in found.claims}
        answers = {a.key: a for a in found.answers if a.a != a.b}
        return replace(found, claims=tuple(claims.values()), answers=tuple(answers.values()))


def articles() -> Iterator[Article]:
    """Made-up ones that dispute each other; some are copies, one changes its source's words."""
    people = ["Ana Holt", "Bo Lind", "Cem Okan", "Di Marsh", "Edo Vance"]
    for number in range(ARTICLES):
        one, two = people[number % 5], people[(number * 3 + 1) % 5]
        bridge = f"bridge {number // 2} at Velden was closed by the mayor of the town"
        text = (
            f"{one} said that {bridge}. {two} denied that {bridge}. "
            f"{one} said that {number % 7 + 2} people had been hurt in Halvik. "
            f"It was report {number} of the year from the coast."
        )
        if number % 8 == 7:
            text = next(a for n, a in enumerate(articles()) if n == number - 1).text + " More soon."
        yield Article(
            text=text,
            url=f"https://news{number % 3}.example/{number}",
            outlet=f"News {number % 3}",
            published=f"2031-05-{1 + number:02}",
            language="en",
        )


def content(db: Path) -> Content:
    """All rows but moments and row numbers."""
    tables = {
        "articles": "id, key, text, url, outlet, published, duplicate_of",
        "claims": "id, article, source, speaker, stance, cue, quote, wording, about, quote_spans",
        "sources": "*",
        "appearances": "*",
        "appearance_blocks": "*",
        "vectors": "claim, model, vector",
        "answers": "*",
        "compared": "a, b",
        "statements": "*",
        "links": "*",
        "fingerprints": "article, signature",
        "fingerprint_bands": "*",
    }
    with closing(Store(db)) as store:
        return {
            table: sorted(store.read(f"SELECT {columns} FROM {table}"), key=repr)
            for table, columns in tables.items()
        }


def ingest(db: Path, each: Callable[[int], None] | None = None) -> None:
    with Tracker(db, engine=Once(), create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest(articles(), batch=BATCH, progress=lambda report: each and each(report.added))


@cache
def states(folder: Path) -> tuple[dict[int, Content], float]:
    """What a database has after each batch of an ingest that nobody disturbs, by the number of
    articles, and the seconds that all of it takes."""
    db = folder / "undisturbed.db"
    found: dict[int, Content] = {0: {}}

    def keep(_: int) -> None:
        now = content(db)
        found[len(now["articles"])] = now

    ingest(db, keep)
    assert found[ARTICLES]["links"]
    assert len(found) == 1 + ARTICLES // BATCH
    again = folder / "timed.db"
    began = time.monotonic()
    _wait(_started(again))
    return found, time.monotonic() - began


def _started(db: Path) -> int:
    """The id of a process that ingests."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        ingest(db)
        status = 0
    finally:
        os._exit(status)


def _wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed(folder: Path, number: int, chance: random.Random, tally: Kills) -> Iterator[None]:
    """Kill the ingest of one database again and again, until one is quicker; then compare."""
    whole, took = states(folder)
    tally.within = tally.within or took
    db = folder / f"{number}.db"
    judged: str | None = None
    while True:
        pid = _started(db)
        time.sleep(chance.uniform(0, tally.within))
        os.kill(pid, signal.SIGKILL)
        ended = _wait(pid)
        tally.done += ended == -signal.SIGKILL
        tally.too_late += ended == 0
        tally.within *= 0.8 if ended == 0 else 1.05  # as busy as the machine is now
        if ended not in (0, -signal.SIGKILL):
            tally.faults.append(f"database {number}: an ingest ended with status {ended}")
        judged = _look(db, number, whole, judged, tally, ended)
        yield
        if ended == 0 or tally.faults:
            break
    tally.finished += ended == 0
    for path in folder.glob(f"{number}.db*"):
        path.unlink()


def _look(
    db: Path, number: int, whole: dict[int, Content], judged: str | None, tally: Kills, ended: int
) -> str | None:
    """Note what is not as promised in a database whose ingest has ended. Returns the link that
    a person has judged there."""
    if not db.exists() or not db.stat().st_size:
        tally.left[0] += ended != 0
        return None
    where = f"database {number} after {tally.done} kills"
    found = content(db)
    size = len(found["articles"])
    tally.left[size] += ended != 0
    wanted = whole.get(size) or {table: [] for table in found}
    with closing(Store(db)) as store:
        later = AFTERWARDS if ended and store.answers.unread() else ()
    if any(
        not set(found[table]) <= set(rows) if table in later else found[table] != rows
        for table, rows in wanted.items()
    ):
        tally.faults.append(f"{where}: {size} articles are not those of a whole number of batches")
    if ended == 0 and size != ARTICLES:
        tally.faults.append(f"{where}: an ingest ended well with {size} of {ARTICLES} articles")
    with Store(db) as store:
        tally.faults += [f"{where}: {fault}" for fault in faults(store)]
        verdicts = store.links.judgements()
        if judged is not None and verdicts[judged].note != NOTE:
            tally.faults.append(f"{where}: a judgement is lost")
        if judged is None and (links := store.links.get()):
            judged = links[0].id
            store.links.judge(judged, "confirmed", NOTE)
    return judged


def kills(folder: Path, wanted: int, figures: Figures, end: float) -> None:
    """Go on to that many kills, or fewer where ``end`` comes before (in seconds of
    time.monotonic)."""
    tally, line = figures.kills, Line()
    while tally.done < wanted and time.monotonic() < end and not tally.faults:
        number = tally.databases
        tally.databases += 1
        chance = random.Random(f"{figures.seed} {number}")
        for _ in killed(folder, number, chance, tally):
            figures.keep()
            line.tell(f"{tally.done:,} of {wanted:,} kills, {len(tally.faults)} faults")
            if tally.done >= wanted or time.monotonic() > end or tally.faults:
                break
    line.close()


def inputs(folder: Path, wanted: int, figures: Figures, end: float) -> None:
    """Go on to that many altered files, or fewer where ``end`` comes before; what they give is
    taken in."""
    tally, line = figures.inputs, Line()
    found: list[Article] = []
    for number in range(tally.files, wanted):
        if time.monotonic() > end:
            break
        found += look(folder, figures.seed, number, tally)
        line.tell(f"{tally.files:,} of {wanted:,} files, {len(tally.faults)} faults")
        if len(found) >= TOGETHER:
            _taken_in(found, number, tally)
            figures.keep()
            found = []
    _taken_in(found, tally.files, tally)
    figures.keep()
    line.close()


def _taken_in(found: Sequence[Article], number: int, tally: Tally) -> None:
    def failed(article: Article, error: Exception) -> None:
        tally.faults.append(f"an article of inputs up to {number}: {type(error).__name__}: {error}")

    with Tracker(":memory:", engine=Once()) as tracker:  # type: ignore[arg-type]
        tracker.ingest(found, failed=failed)
        tally.faults += [f"inputs up to {number}: {fault}" for fault in faults(tracker.store)]


def _each(done: int) -> str:
    """What each of so many kills took of a processor, with what was looked at after it."""
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = sum(each.ru_utime + each.ru_stime for each in used)
    return f"; {seconds / done:.2f} seconds of a processor for each" if done else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print figures and faults. Returns how many faults there were, 99 at most."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.reliability")
    parser.add_argument("--kills", type=int, default=1_000, metavar="N")
    parser.add_argument("--inputs", type=int, default=10_000, metavar="N")
    parser.add_argument("--minutes", type=float, default=600.0, help="at most, in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FILE", help="figures, to go on from")
    chosen = parser.parse_args(arguments)
    try:
        figures = Figures.of(chosen.seed, chosen.keep)
    except (OSError, ValueError, KeyError, TypeError) as error:
        parser.error(str(error))
    dead, read = figures.kills, figures.inputs
    with tempfile.TemporaryDirectory() as place:
        half = chosen.minutes * (30 if chosen.inputs and chosen.kills else 60)
        before = dead.done
        kills(Path(place), chosen.kills, figures, time.monotonic() + half)
        print(f"{dead}{_each(dead.done - before)}", flush=True)
        inputs(Path(place), chosen.inputs, figures, time.monotonic() + half)
        print(
            f"{read.files:,} altered files of {len(read.formats)} kinds: "
            f"{read.articles:,} articles and {read.lines:,} lines ({read.mistakes:,} of a "
            f"library's mistake), at most {read.longest:.1f} seconds, {len(read.faults)} faults"
        )
    found = [*dead.faults, *read.faults]
    for fault in found:
        print(f"  {fault}")
    return min(len(found), 99)


if __name__ == "__main__":
    sys.exit(main())
