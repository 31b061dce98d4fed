"""Direct, indirect and mixed quotation under all quotation marks."""

from __future__ import annotations

import time

import pytest

from claims.extract.quotation import quotation_of, quoted_spans
from claims.records import Quotation

ROWS: list[tuple[str, str, Quotation]] = [
    ("“The road is closed,” he said.", "“The road is closed,”", "direct"),
    ("“The road is closed,” he said.", "The road is closed", "direct"),
    ('"The road is closed," he said.', "The road is closed", "direct"),
    ("'The road is closed,' he said.", "The road is closed", "direct"),
    ("‘The road is closed,’ he said.", "The road is closed", "direct"),
    ("«The road is closed», he said.", "The road is closed", "direct"),
    ("„The road is closed“, he said.", "The road is closed", "direct"),
    ("``The road is closed,'' he said.", "The road is closed", "direct"),
    ("''The road is closed,'' he said.", "The road is closed", "direct"),
    ("He said the road is closed.", "the road is closed", "indirect"),
    ("He said the drivers' road isn't closed.", "the drivers' road isn't closed", "indirect"),
    ("He said the drivers’ road isn’t closed.", "the drivers’ road isn’t closed", "indirect"),
    ("He said the road was “closed for good.”", "the road was “closed for good.”", "mixed"),
    ("He said 'the drivers' strike' was on.", "'the drivers' strike' was on", "mixed"),
    ("“It’s the drivers’ road,” he said.", "It’s the drivers’ road", "direct"),
    ("“He said ‘no’ to me,” she said.", "“He said ‘no’ to me,”", "direct"),
]


@pytest.mark.parametrize(("text", "content", "expected"), ROWS)
def test_quotation(text: str, content: str, expected: Quotation) -> None:
    start = text.index(content)
    assert quotation_of(text, ((start, start + len(content)),)) == expected


def test_a_content_in_two_pieces() -> None:
    text = "“The road,” he said, “is closed.”"
    assert quotation_of(text, ((0, 11), (21, len(text)))) == "direct"


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    text = "“The road is closed.\n\n“It will open,” he said.\n\nNobody spoke."
    assert quoted_spans(text) == ((0, 20), (22, 37))
    stray = 'A 5" pipe was found.\n\nHe said it was old.'
    assert quotation_of(stray, ((stray.index("it was"), len(stray)),)) == "indirect"


def test_nothing_is_indirect() -> None:
    assert quotation_of("", ()) == "indirect"
    assert quotation_of("“!”", ((0, 3),)) == "indirect"


def test_a_text_of_nothing_but_quotations_takes_time_by_its_length() -> None:
    text = "“Yes,” he said. " * 100_000
    assert len(quoted_spans(text)) == 100_000
    began = time.process_time()
    found = {quotation_of(text, ((at, at + 6),)) for at in range(0, len(text), 320)}
    assert found == {"direct"}
    assert time.process_time() - began < 2
