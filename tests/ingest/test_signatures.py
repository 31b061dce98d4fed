"""Near copies, and signatures that stay the same."""

from __future__ import annotations

import hashlib

import pytest

from claims.ingest.signatures import NEAR_COPY, bands, signature, similarity

PARAGRAPHS = [
    f"On day {number} the council of Port Selby met in hall {number * 7} and heard from "
    f"engineer number {number * 13} that section {number * 3} of the wall had moved by "
    f"{number * 11} millimetres since the last survey of the coast in year {1900 + number}."
    for number in range(1, 31)
]


def test_wire_copy_is_found_through_small_changes() -> None:
    text = "\n\n".join(PARAGRAPHS)
    copy = "PORT SELBY (Wire) — " + "\n".join(PARAGRAPHS[:-2]).replace("council", "Council")
    assert similarity(signature(text), signature(copy)) >= NEAR_COPY
    assert set(bands(signature(text))) & set(bands(signature(copy)))


def test_other_reports_of_the_same_event_are_no_copies() -> None:
    a, b = "\n".join(PARAGRAPHS[:20]), "\n".join(PARAGRAPHS[10:])
    assert similarity(signature(a), signature(b)) < NEAR_COPY


def test_marks_and_case_do_not_count() -> None:
    assert signature("“The wall,” he said, is safe.") == signature("the wall he said is safe")


def test_a_signature_is_the_same_for_ever() -> None:
    assert hashlib.sha256(signature("\n".join(PARAGRAPHS))).hexdigest()[:16] == "8372c81c8e3cc156"
    assert len(signature("")) == 504
    assert similarity(signature("one"), signature("one")) == 1.0
    assert similarity(signature("one"), signature("two")) < 0.1
    assert len(set(bands(signature("one")))) == 21


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="signature"):
        similarity(b"x", signature("one"))
