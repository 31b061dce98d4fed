"""What a reader is told: overrides, limits, and how a failure comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from claims.errors import ReadError
from claims.read.addresses import Private, is_sound
from claims.read.clean import one_line
from claims.read.declared import DECLARED

#: The names that ``--format`` takes. Without one, content and suffix decide.
FORMATS: tuple[str, ...] = (*(each.name for each in DECLARED), "urls")

#: The fields of an article that ``--column FIELD=NAME`` can name a column for.
COLUMNS: tuple[str, ...] = ("text", "title", "url", "outlet", "author", "published", "id")


#: A user name and password in an address.
_SECRET = re.compile(r"(?<=://)[^/?#\s'\"]*@")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything is taken before it is refused.

    ``size`` is bytes of one document as it is stored or sent; ``unpacked`` is bytes after
    decompression. Tables and web archives are read as streams: for them both count one
    record, not the file. ``text`` is characters of one article and ``tokens`` its words and
    marks, each of which takes 4 KB while claims are looked for. ``parsing`` is seconds for the
    reading of one document, of a PDF for one page. ``time`` is seconds for one address,
    redirects included; ``pages`` is pages of a PDF; ``nesting`` is messages or archives inside
    each other; ``retries`` is how often a failing server is asked again, ``patience`` how many
    seconds we wait for it at most before one of these; ``pause`` is seconds between two
    requests to one host.
    """

    size: int = 50_000_000
    unpacked: int = 200_000_000
    text: int = 2_000_000
    tokens: int = 500_000
    parsing: float = 120.0
    time: float = 30.0
    redirects: int = 5
    pages: int = 2_000
    nesting: int = 3
    retries: int = 3
    patience: float = 30.0
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that gave no article: where it came from, and one line on what to do."""

    origin: str
    message: str

    def __str__(self) -> str:
        told = f"{one_line(self.origin, 200) or repr(self.origin)}: {one_line(self.message, 300)}"
        return _SECRET.sub("***@", told)


@dataclass(frozen=True)
class Options:
    """How to read. Fields that are set override what the material says of itself.

    ``columns`` maps a field of an article (see `COLUMNS`) to the name of a column, or to a
    dotted path into JSON (``fields.bodyText``). ``follow`` fetches the entries of feeds.
    ``allow_private`` names hosts and networks that may be asked though they are not on the open
    internet, which the links of feeds never are; ``follow_links`` reads what links in a folder
    lead to outside of it.
    ``encoding`` is what files of text are in, where telling it goes wrong.
    ``published`` may be any date that cannot be misread; it is kept as ISO 8601.

    Raises ReadError for a format, column, encoding, host, address or date that means nothing.
    """

    format: str | None = None
    glob: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    outlet: str | None = None
    published: str | None = None
    author: str | None = None
    title: str | None = None
    url: str | None = None
    encoding: str | None = None
    follow: bool = False
    allow_private: Sequence[str] = ()
    follow_links: bool = False
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in FORMATS:
            raise ReadError(f"no format {self.format!r}; choose from {', '.join(FORMATS)}")
        for name in self.columns:
            if name not in COLUMNS:
                raise ReadError(f"no field {name!r} for a column; choose from {', '.join(COLUMNS)}")
        if self.encoding is not None:
            try:
                b"a ".decode(self.encoding, "replace")
            except (LookupError, ValueError):
                raise ReadError(
                    f"no encoding {self.encoding!r}; such are utf-8, cp1252, cp1250, iso-8859-2"
                ) from None
        if self.url is not None and not is_sound(self.url):
            raise ReadError(
                f"{_shown(self.url)!r} is not an http or https address; write it in full"
            )
        if self.url is not None and _SECRET.search(self.url):
            raise ReadError(f"{_shown(self.url)!r} has a user name or password; leave them out")
        Private.of(self.allow_private)
        if self.published is not None:
            from claims.read.publication import publication_date

            date = publication_date(self.published)
            if date is None:
                raise ReadError(f"{self.published!r} is not a date; write it as 2031-05-02")
            object.__setattr__(self, "published", date)

    @property
    def private(self) -> Private:
        """The hosts and networks of ``allow_private``."""
        return Private.of(self.allow_private)


def _shown(url: str) -> str:
    """``url`` without a user name and password, which may be there in any form."""
    return re.sub(r"(?s).*@", "***@", url)
