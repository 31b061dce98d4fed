"""Telling English from other languages, also in a line or two."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from claims.errors import FullDisk
from claims.read import read
from claims.read.language import language

from .conftest import SECOND, STORY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (STORY, "en"),
        (SECOND, "en"),
        ("The minister denies it.", "en"),
        ("He said that was not what they had been told.", "en"),
        ("De minister zei dat het water was gestegen en dat de dijk is gebroken.", "nl"),
        ("Der Minister sagte, das Wasser sei gestiegen.", "de"),
        ("Le ministre a déclaré que le barrage était sûr.", "fr"),
        ("El ministro negó que la presa fuera insegura.", "es"),
        ("Ministeren sagde, at vandet var steget i løbet af natten.", "da"),
        ("Министр заявил, что плотина безопасна.", "ru"),
        ("وزير الخارجية نفى ذلك", "ar"),
        ("Նախարարը հերքել է", "hy"),
        ("部长否认了这一说法", "zh"),
        ("12 34 — 56", "und"),
        ("", "und"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert language(text) == code


def test_an_english_article_with_a_foreign_opening_is_english() -> None:
    assert language("Bonjour à tous, chers amis de la ville. " + (STORY + " " + SECOND) * 4) == "en"


def test_every_piece_of_an_english_text_is_english() -> None:
    words = (STORY + " " + SECOND).split()
    for start in range(len(words) - 12):
        assert language(" ".join(words[start : start + 12])) == "en"


def test_loaded_only_when_used() -> None:
    code = "import sys, claims.read.language; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_room_for_its_model_is_no_fault_of_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("py3langid.classify", full)
    path = tmp_path / "a.txt"
    path.write_text("The bridge is safe, the mayor said.")
    with pytest.raises(FullDisk, match=r"temporary file .*No space left.*TMPDIR"):
        list(read([path]))
