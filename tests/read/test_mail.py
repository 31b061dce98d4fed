"""E-mail messages and pages saved as one file."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import EmptyInput, ReadError
from claims.read import read_bytes
from claims.records import Article

from .conftest import PAGE, SECOND, STORY


def message(text: str = STORY) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Wall to rise – by two metres"
    mail["From"] = "Una Fairlie <press@town.example>"
    mail["Date"] = "Fri, 02 May 2031 08:30:00 +0100"
    mail.set_content(text)
    return mail


def test_a_message() -> None:
    (article,) = read_bytes(bytes(message(f"{STORY}\n\n“{SECOND}”\n")), "a.eml")
    assert article == Article(
        text=f"{STORY}\n\n“{SECOND}”",
        title="Wall to rise – by two metres",
        outlet="town.example",
        author="Una Fairlie",
        published="2031-05-02T08:30:00+01:00",
        language="en",
        origin="a.eml",
    )


def test_messages_are_told_by_their_content() -> None:
    (article,) = read_bytes(b"Received: from x\r\n" + bytes(message()), "-")
    assert article.title == "Wall to rise – by two metres"


def test_html_messages_and_the_plain_part_first() -> None:
    mail = EmailMessage()
    mail.set_content(f"<html><body><p>{STORY}</p><p>{SECOND}</p></body></html>", subtype="html")
    (article,) = read_bytes(bytes(mail), "a.eml")
    assert article.text == f"{STORY}\n\n{SECOND}"
    both = message()
    both.add_alternative("<p>Other</p>", subtype="html")
    (article,) = read_bytes(bytes(both), "a.eml")
    assert article.text == STORY


def test_a_plain_part_that_only_points_elsewhere_is_not_the_message() -> None:
    mail = message("To read this, open it in your browser.")
    mail.add_alternative(f"<p>{STORY}</p><p>{SECOND}</p>", subtype="html")
    (article,) = read_bytes(bytes(mail), "a.eml")
    assert article.text == f"{STORY}\n\n{SECOND}"


def test_attachments_are_articles_with_the_date_of_the_message() -> None:
    mail = message("See attached.")
    mail.add_attachment(STORY, filename="release.txt")
    mail.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="a.png")
    inner = message(SECOND)
    mail.add_attachment(inner)
    first, attached, forwarded = read_bytes(bytes(mail), "a.eml")
    assert first.text == "See attached."
    assert attached.text == STORY
    assert attached.origin == "a.eml#release.txt"
    assert attached.date == "2031-05-02"
    assert forwarded.text == SECOND


def test_messages_nested_too_deeply_end() -> None:
    mail = message("Innermost words of the chain.")
    for _ in range(30):
        outer = message("Another one around it.")
        outer.add_attachment(mail)
        mail = outer
    articles = []
    with pytest.raises(ReadError, match="more than 3 deep"):
        articles.extend(read_bytes(bytes(mail), "a.eml"))


def test_a_saved_page() -> None:
    mail = EmailMessage()
    mail["Snapshot-Content-Location"] = "https://courier.example/wall"
    mail["Date"] = "Sat, 03 May 2031 08:30:00 +0100"
    mail.set_content(PAGE, subtype="html")
    mail.add_related(b"\x89PNG", "image", "png")
    (article,) = read_bytes(bytes(mail), "page.mhtml")
    assert article.url == "https://courier.example/wall"
    assert article.title == "Port Selby to raise its wall"
    assert article.date == "2031-05-02"


def test_a_message_without_text() -> None:
    with pytest.raises(EmptyInput):
        list(read_bytes(b"Subject: nothing\nFrom: a@b.example\n\n", "a.eml"))


def test_truncated_messages() -> None:
    mail = message()
    mail.add_alternative(f"<p>{SECOND}</p>", subtype="html")
    mail.add_attachment(STORY.encode(), maintype="text", subtype="plain", filename="a.txt")
    data = bytes(mail)
    for size in range(0, len(data), 37):
        try:
            for article in read_bytes(data[:size], "a.eml"):
                assert article.text
        except ReadError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/plain; charset=nonsense",
        "Content-Type: multipart/mixed",
        'Content-Type: multipart/mixed; boundary="',
        "Content-Type: ;;;",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment; filename*=utf-8''%ff%fe",
        'From: <<<>>>, "',
        "Date: not a date at all",
        "Subject: =?utf-8?b?////?=",
        "Content-Type: message/rfc822",
    ],
)
def test_malformed_headers(head: str) -> None:
    data = f"{head}\nMIME-Version: 1.0\nTo: a@b.example\n\n{STORY}\n".encode()
    try:
        for article in read_bytes(data, "a.eml"):
            assert article.text
    except ReadError as error:
        assert "\n" not in str(error)


@given(st.text(alphabet=st.sampled_from("aé:;=\"'<>@?, \t\n\r-/multipart"), max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_headers(head: str) -> None:
    try:
        list(read_bytes(f"Subject: x\n{head}\n\n{STORY}".encode(), "a.eml"))
    except ReadError as error:
        assert "\n" not in str(error)
