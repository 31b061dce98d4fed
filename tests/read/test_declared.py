"""A format is declared once: nothing else has to know of it to read it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from claims.read import Options, declared, read
from claims.read.declared import DECLARED, Format
from claims.read.settings import FORMATS
from claims.records import Article


def test_no_two_formats_share_a_name_a_suffix_or_a_media_type() -> None:
    for names in (
        [each.name for each in DECLARED],
        [suffix for each in DECLARED for suffix in each.suffixes],
        [media for each in DECLARED for media in each.media],
    ):
        assert len(names) == len(set(names))
    assert (*(each.name for each in DECLARED), "urls") == FORMATS


def test_a_new_format_is_an_entry_and_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Format("wire", "wire", (".wire",), ("text/wire",), (b"WIRE1",), whole=True)
    module = ModuleType("claims.read.wire")
    module.articles = (
        lambda material, options: iter(  # type: ignore[attr-defined]
            [Article(material.data(options.limits)[5:].decode().strip())]
        )
    )
    monkeypatch.setitem(sys.modules, "claims.read.wire", module)
    monkeypatch.setitem(declared.NAMED, "wire", wire)
    monkeypatch.setitem(declared.SUFFIXES, ".wire", "wire")
    monkeypatch.setattr("claims.read.formats.DECLARED", (*DECLARED, wire))
    (tmp_path / "a.wire").write_text("WIRE1 Ana Holt said that the bridge was safe.")
    [article] = read([str(tmp_path)], Options())
    assert isinstance(article, Article)
    assert article.text == "Ana Holt said that the bridge was safe."
