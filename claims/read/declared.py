"""The formats that are read, each once: its names, how it begins, and the module that reads it.

A new format is an entry here and a module whose ``articles(material, options)`` yields what a
document gives. Where no few bytes tell it, `claims.read.formats` looks closer.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """``name`` is what ``--format`` takes, ``reader`` the module of this package that reads it.

    A folder is searched for ``suffixes``; ``media`` are its media types. A document in it
    has one of ``begins`` in its first ``within`` bytes, or right at its beginning.
    ``whole`` says that an article comes from one document in memory. In a ``marked`` one there
    may be tags without its being HTML.
    """

    name: str
    reader: str
    suffixes: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    begins: tuple[bytes, ...] = ()
    within: int = 0
    whole: bool = False
    marked: bool = False

    def begun(self, head: bytes) -> bool:
        """Whether a document that begins with ``head`` shows that it is in this format."""
        if self.within:
            return any(start in head[: self.within] for start in self.begins)
        return head.startswith(self.begins)


_HTML_TYPES = ("text/html", "application/xhtml+xml")
_MAIL_TYPES = ("message/rfc822", "multipart/related")
_JSON_TYPES = ("application/json", "application/feed+json")
_JSONL_TYPES = ("application/x-ndjson", "application/jsonl")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml")

DECLARED = (
    Format("text", "text", (".txt", ".text"), ("text/plain",), whole=True),
    Format("markdown", "text", (".md", ".markdown"), ("text/markdown",), whole=True, marked=True),
    Format("html", "html", (".html", ".htm", ".xhtml"), _HTML_TYPES, whole=True),
    Format("pdf", "pdf", (".pdf",), ("application/pdf",), (b"%PDF-",), within=1024),
    Format("docx", "docx", (".docx",), begins=(b"PK\x03\x04",), whole=True),
    Format("eml", "mail", (".eml", ".mht", ".mhtml"), _MAIL_TYPES, whole=True, marked=True),
    Format("mbox", "mail", (".mbox",), ("application/mbox",)),
    Format("json", "tables", (".json",), _JSON_TYPES, marked=True),
    Format("jsonl", "tables", (".jsonl", ".ndjson"), _JSONL_TYPES, marked=True),
    Format("csv", "tables", (".csv",), ("text/csv",), marked=True),
    Format("tsv", "tables", (".tsv",), ("text/tab-separated-values",), marked=True),
    Format("warc", "warc", (".warc",), ("application/warc",), (b"WARC/1.",)),
    Format("webarchive", "webarchive", (".webarchive",), begins=(b"bplist00",), whole=True),
    Format("feed", "feed", (".rss", ".atom", ".xml"), _FEED_TYPES, whole=True),
)

#: What is unpacked before it is looked at; ``.gz`` may follow any suffix.
GZIP = Format("gzip", "packed", begins=(b"\x1f\x8b",))

NAMED = {each.name: each for each in (*DECLARED, GZIP)}
SUFFIXES = {suffix: each.name for each in DECLARED for suffix in each.suffixes}
MEDIA_TYPES = {media: each.name for each in DECLARED for media in each.media}
