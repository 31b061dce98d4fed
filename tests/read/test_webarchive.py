"""Pages that Safari has saved."""

from __future__ import annotations

import plistlib

import pytest

from claims.errors import EmptyInput, Malformed, ReadError
from claims.read import read_bytes

from .conftest import PAGE, STORY


def saved(**resource: object) -> bytes:
    main = {
        "WebResourceData": PAGE.encode("utf-8"),
        "WebResourceURL": "https://courier.example/wall",
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        **resource,
    }
    found = {"WebMainResource": main, "WebSubresources": [{"WebResourceData": b"\x89PNG"}]}
    return plistlib.dumps(found, fmt=plistlib.FMT_BINARY)


@pytest.mark.parametrize("name", ["wall.webarchive", "wall", "wall.html"])
def test_a_saved_page(name: str) -> None:
    (article,) = read_bytes(saved(), name)
    assert STORY in article.text
    assert article.title == "Port Selby to raise its wall"
    assert (article.url, article.outlet) == ("https://courier.example/wall", "Selby Courier")
    assert (article.author, article.origin) == ("Una Fairlie", name)


def test_its_encoding_is_what_it_says() -> None:
    data = PAGE.replace('<meta charset="utf-8">', "").encode("utf-16-le")
    (article,) = read_bytes(
        saved(WebResourceData=data, WebResourceTextEncodingName="utf-16le"), "a.webarchive"
    )
    assert STORY in article.text


def test_broken_ones_say_so() -> None:
    data = saved()
    for end in range(8, len(data) - 1, 97):
        with pytest.raises(Malformed, match="cut off"):
            list(read_bytes(data[:end], "a.webarchive"))
    with pytest.raises(EmptyInput, match="without a saved page"):
        list(read_bytes(saved(WebResourceData="text"), "a.webarchive"))
    with pytest.raises(EmptyInput, match="without a saved page"):
        list(read_bytes(plistlib.dumps([1], fmt=plistlib.FMT_BINARY), "a.webarchive"))
    with pytest.raises(ReadError):
        list(read_bytes(b"<?xml version='1.0'?><plist/>", "a.webarchive"))
