"""Files of every format with bytes changed: each gives articles or lines, in bounded time."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from claims.read import Failure, read
from claims.records import Article
from tests.read.conftest import PAGE, SECOND, STORY
from tests.read.test_docx import document, paragraph
from tests.read.test_feed import RSS
from tests.read.test_mail import message
from tests.read.test_pdf import pdf
from tests.read.test_warc import Archive
from tests.read.test_webarchive import saved

#: Seconds of a processor that one small file may take.
SECONDS = 10.0
SAID = "Ana Holt said that it rained. Bo Lind denied that it rained."
TEXT = f"{STORY}\n\n{SECOND}\n\n{SAID}\n"
_ODD = (
    b"[" * 300, b"#" * 300, b"<!--", b"<![CDATA[", b"</", b"&amp;", b"&#0;", b"&#x110000;", b"]]>",
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r\n\r\n", b"\n--\n", b'"',
    b"\\u0000",
    b"{", b"}", b"[1]", b"9" * 400, b"-1", b"1e400", b"NaN", b"2031-99-99", b"\x1f\x8b",
    b"PK\x03\x04",
    b"%PDF-1.7", b"From x\n", b"charset=punycode", b"base64", b"Content-Type: message/rfc822\n\n",
    b"\xf0\x9f\x98\x80", b"\xcc\x81" * 300, b"\xe2\x80\x9c" * 300, b"endstream", b"<w:p>",
    b"stream\n",
)  # fmt: skip


@dataclass
class Tally:
    """What became of altered files."""

    files: int = 0
    articles: int = 0
    lines: int = 0
    mistakes: int = 0
    longest: float = 0.0
    formats: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@cache
def originals() -> dict[str, bytes]:
    """A sound file of each format, by a name with its suffix."""
    feed = RSS.encode()
    mail = message(TEXT)
    nested = message(STORY)
    nested.add_attachment(pdf([[STORY[:60], SECOND[:60]]]), maintype="application", subtype="pdf")
    record = {
        "title": "Wall",
        "text": TEXT,
        "url": "https://x.example/1",
        "published": "2031-05-02",
    }
    lines = "\n".join(json.dumps(record | {"title": str(n), "text": f"{n} {TEXT}"}) for n in "123")
    quoted = TEXT.replace('"', '""')
    table = f'title,text,published\nWall,"{quoted}",2031-05-02\nMoney,"{SECOND}",2031-05-03\n'
    mbox = b"".join(b"From x Fri May  2 08:30:00 2031\n" + bytes(m) + b"\n" for m in (mail, nested))
    archive = Archive().add("https://x.example/1").text("https://x.example/2", TEXT).bytes()
    return {
        "a.txt": TEXT.encode(),
        "a.md": f"# Wall\n\n**By Una Fairlie**\n\n[Wall](https://x.example) {TEXT}".encode(),
        "a.html": PAGE.replace("</article>", f"<p>{SAID}</p></article>").encode(),
        "a.pdf": pdf([[STORY[:70], STORY[70:], SECOND[:70]], [SECOND[70:], SAID]]),
        "a.docx": document(paragraph(STORY) + paragraph(SECOND, SAID)),
        "a.eml": bytes(nested),
        "a.mbox": mbox,
        "a.json": json.dumps([record, record | {"text": SECOND}]).encode(),
        "a.jsonl": lines.encode(),
        "a.csv": table.encode(),
        "a.tsv": f"title\ttext\nWall\t{STORY}\nMoney\t{SECOND}\n".encode(),
        "a.xml": feed,
        "a.warc": gzip.decompress(archive),
        "a.warc.gz": archive,
        "a.txt.gz": gzip.compress(TEXT.encode()),
        "a.webarchive": saved(),
        "a": PAGE.encode(),
    }


def altered(seed: int, number: int) -> tuple[str, bytes]:
    """The name and the bytes of this number: the same on every machine."""
    chance = random.Random(f"{seed} {number}")
    name = chance.choice(sorted(originals()))
    data = originals()[name]
    if name == "a.docx" and chance.random() < 0.6:
        return name, _rezipped(data, chance)
    if name.endswith(".gz") and chance.random() < 0.5:
        return name, gzip.compress(_changed(gzip.decompress(data), chance), mtime=0)
    return name, _changed(data, chance)


def _rezipped(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, _changed(old.read(name), chance))
    return out.getvalue()


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _put(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_ODD) + data[at:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 10, 100, 1000)) :]


def _twice(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return (
        data[:at] + data[at : at + chance.choice((1, 10, 100))] * chance.choice((2, 9)) + data[at:]
    )


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] if chance.random() < 0.7 else data[at:]


def _mix(data: bytes, chance: random.Random) -> bytes:
    other = chance.choice(sorted(originals().values()))
    at, there = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return data[:at] + other[there : there + chance.choice((20, 200, 5000))] + data[at:]


def _number(data: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    one = chance.choice(found)
    new = chance.choice((b"0", b"-1", b"4294967296", b"9" * 400, b"1e9", b"", b"65537"))
    return data[: one.start()] + new + data[one.end() :]


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _flip, _put, _put, _drop, _drop, _twice, _cut, _mix, _number,
)  # fmt: skip


def look(folder: Path, seed: int, number: int, tally: Tally) -> list[Article]:
    """Read the file of this number, and note what is not as promised. Returns its articles."""
    name, data = altered(seed, number)
    path = folder / name
    path.write_bytes(data)
    began = time.process_time()
    found: list[Article | Failure] = []
    try:
        found = list(read([path]))
    except Exception as error:
        tally.faults.append(f"input {number} ({name}): {type(error).__name__}: {error}")
    took = time.process_time() - began
    articles = [each for each in found if isinstance(each, Article)]
    lines = [str(each) for each in found if isinstance(each, Failure)]
    tally.files += 1
    tally.articles += len(articles)
    tally.lines += len(lines)
    tally.mistakes += sum("CLAIMS_DEBUG" in line for line in lines)
    tally.longest = max(tally.longest, took)
    tally.formats[name] += 1
    if not found:
        tally.faults.append(f"input {number} ({name}): neither an article nor a line")
    if took > SECONDS:
        tally.faults.append(f"input {number} ({name}): took {took:.1f} seconds")
    for line in lines:
        if not line.strip() or len(line.splitlines()) != 1 or not line.isprintable():
            tally.faults.append(f"input {number} ({name}): is told as {line!r}")
    return articles
