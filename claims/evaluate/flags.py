"""Score the disputes of a real collection against verdicts that a reader gave on them.

Real collections have no gold of disputes: there are too many pairs to read. What can be read
is what is flagged, from the surest down (precision at k, as in pooled judging at TREC). A
verdict, of one reader or several, is kept by the id of a dispute's surest link, which is the
same in every database of the same articles, so that a later version is scored on what was read
before; what nobody has read is counted and listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from claims.evaluate.result import Result, database, known_as
from claims.evaluate.scores import calibrate, print_calibration
from claims.reading import labels
from claims.store import Store

#: Depths at which precision is told.
DEPTHS = (10, 25, 50, 100)


def evaluate(gold: Path | str, *, db: Path | str) -> Result:
    """Score the disputes of the database ``db`` with the verdicts of the file ``gold``: JSON
    lines of {"link", "readers", "why"}, where ``readers`` says what each called it. What half
    of them call wrong is wrong.

    Raises `Malformed` for another file, `EmptyInput` where there is no such database.
    """
    with known_as(f'{gold} holds no verdicts, JSON lines of {{"link", "readers", "why"}}'):
        verdicts = {
            row["link"]: ([bool(said) for said in row["readers"]], str(row.get("why") or "other"))
            for row in labels.lines(Path(gold))
        }
    with Store(database(db)) as store:
        found = [(dispute.links[0].id, dispute.score) for dispute in store.disputes.get()]
        articles = store.summary.counts()["articles"]
    return score(str(gold), articles, found, verdicts)


def score(
    gold: str,
    articles: int,
    found: Sequence[tuple[str, float]],
    verdicts: Mapping[str, tuple[Sequence[bool], str]],
) -> Result:
    """Hold disputes, best first, each the id of its surest link and its score, against
    ``verdicts`` by link: what each reader called it, and why it is wrong."""
    right = {link: 2 * sum(said) > len(said) for link, (said, _) in verdicts.items()}
    shown = [right.get(link) for link, _ in found]
    differ = [link in verdicts and len(set(verdicts[link][0])) > 1 for link, _ in found]
    wrong = Counter(verdicts[link][1] for link, _ in found if right.get(link) is False)
    told = {
        "gold": gold,
        "articles": articles,
        "disputes": len(found),
        "precision": {
            str(depth): {
                "right": shown[:depth].count(True),
                "read": sum(each is not None for each in shown[:depth]),
                "shown": len(shown[:depth]),
            }
            for depth in DEPTHS
        },
        "calibration": calibrate([(s, right[link]) for link, s in found if link in right]),
        "wrong": dict(wrong.most_common()),
        "unread": [link for link, _ in found[:50] if link not in right],
    }
    return Result(told, "\n".join(_printed(told, differ)))


def _printed(told: Mapping[str, Any], differ: list[bool]) -> Iterator[str]:
    yield f"{told['articles']:,} articles, {told['disputes']:,} disputes"
    for depth in DEPTHS:
        at = told["precision"][str(depth)]
        if at["read"]:
            yield (
                f"precision at {depth:<4} {at['right'] / at['read']:.3f}  ({at['right']} of "
                f"{at['read']} read, {at['shown']} shown; on {sum(differ[:depth])} readers differ)"
            )
    yield print_calibration(told["calibration"])
    if told["wrong"]:
        yield "wrong: " + ", ".join(f"{n} {why}" for why, n in told["wrong"].items())
    if told["unread"]:
        yield "nobody has read: " + ", ".join(told["unread"])
