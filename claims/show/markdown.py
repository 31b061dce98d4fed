"""Disputes as Markdown, to be pasted into notes, an issue or a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claims.records import Claim, Dispute
from claims.said import said
from claims.show import sides, words
from claims.show.caveat import Caveat
from claims.show.data import Telling
from claims.show.encoding import plain
from claims.show.marks import web_address

_FEW = 4  # statements of a side, and second opinions
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_MARKS = ("“", '"', "‘", "«", "„")
_ADDRESS = re.compile(r"[\s()<>]")


def render(
    disputes: Sequence[Dispute], telling: Telling, note: Caveat, title: str = "Disputed claims"
) -> str:
    """``disputes`` in their order under ``title``, with ``note`` at the head."""
    head = [f"# {_safe(title)}", "", _safe(note.text)]
    return "\n".join([*head, *_lines(disputes, telling)]) + "\n"


def _lines(disputes: Sequence[Dispute], telling: Telling) -> Iterator[str]:
    for number, dispute in enumerate(disputes, start=1):
        facts = (
            dispute.kind,
            f"{dispute.score:.2f}",
            words.STATUSES[dispute.status],
            words.span(dispute.first_date, dispute.last_date),
        )
        yield from ("", f"## {number}. {_safe(dispute.topic)}", "")
        yield f"{_safe(' · '.join(facts))} · `{dispute.id}`"
        if dispute.explanation:
            yield from ("", _safe(dispute.explanation))
        for opinion in telling.opinions(dispute.links)[:_FEW]:
            yield from ("", f"*{_safe(words.also_read(opinion))}*")
        for place, side in enumerate(dispute.sides, start=1):
            told = sides.wordings(sides.ranked(side, dispute))
            yield from ("", f"Side {place}:", "")
            yield from (_statement(wording.claim, telling) for wording in told[:_FEW])
            if len(told) > _FEW:
                yield f"- and {words.count(len(told) - _FEW, 'more statement')}"


def _statement(claim: Claim, telling: Telling) -> str:
    """One claim: who, the cue, the words, and where they stand."""
    head = telling.heads[claim.article]
    name = plain(telling.name(claim))
    who = _safe(said(claim, name)).replace(_safe(name), f"**{_safe(name)}**", 1)
    title = _safe(words.called(head.title, head.origin))
    if address := web_address(head.url):
        title = f"[{title}]({_ADDRESS.sub(lambda found: f'%{ord(found[0]):02X}', address)})"
    date = telling.day(claim)
    known = (_safe(head.outlet or ""), words.day(date) if date else "")
    where = ", ".join([title, *filter(None, known)])
    quote = _safe(claim.quote)
    corrected = f" *{_safe(told)}*" if (told := telling.corrected(claim)) else ""
    return f"- {who}: {quote if quote[:1] in _MARKS else f'“{quote}”'} ({where}){corrected}"


def _safe(text: str) -> str:
    """``text`` on one line, with what Markdown or HTML would take for a mark escaped."""
    return _SPECIAL.sub(r"\\\1", plain(text))
