"""Countries by name, adjective, people and capital.

The table is that of countryinfo (MIT), which is read on first use and kept. It has one
demonym a country and some capitals under an older name; ``_ALSO`` holds what English news
writes besides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from claims.extract.speaking import words_of

# Short forms, second demonyms and renamed capitals that the library leaves out.
_ALSO: dict[str, tuple[str, ...]] = {
    "Argentina": ("argentine", "argentinian"),
    "Bosnia and Herzegovina": ("bosnia",),
    "Botswana": ("batswana",),
    "Denmark": ("dane", "danes"),
    "Ecuador": ("ecuadorian",),
    "Finland": ("finn", "finns"),
    "Iceland": ("icelandic",),
    "Kazakhstan": ("kazakh",),
    "Kyrgyzstan": ("kyrgyz",),
    "New Zealand": ("kiwi",),
    "Philippines": ("philippine",),
    "Poland": ("pole", "poles"),
    "Saudi Arabia": ("saudi", "saudis"),
    "Serbia": ("serb", "serbs"),
    "Slovenia": ("slovenian",),
    "Slovakia": ("slovakian",),
    "Spain": ("spaniard", "spaniards"),
    "Sweden": ("swede", "swedes"),
    "Tajikistan": ("tajik",),
    "Croatia": ("croat", "croats"),
    "Turkey": ("turk", "turks", "türkiye"),
    "United Arab Emirates": ("u.a.e.", "uae"),
    "United Kingdom": ("u.k.", "u.k", "uk", "britain", "briton", "britons"),
    "United States": ("u.s.", "u.s", "us", "usa", "u.s.a.", "america"),
    "Uzbekistan": ("uzbek",),
    "Democratic Republic of the Congo": ("drc", "dr congo"),
}
_CAPITALS: dict[str, tuple[str, ...]] = {
    "Kazakhstan": ("astana",),
    "Ukraine": ("kiev",),
    "United States": ("washington",),
    "Vatican City": ("the vatican", "vatican", "holy see"),
}
_RENAMED: dict[str, str] = {
    "Vatican City State": "Vatican City",
    "Holy See": "Vatican City",
    "Burma": "Myanmar",
    "Swaziland": "Eswatini",
    "Republic of Macedonia": "North Macedonia",
}
_STYLE = re.compile(r"^(?:republic|kingdom|state) of (?:the )?")
_GONE = frozenset({"Serbia and Montenegro", "Antilles néerlandaises"})
_CODE = re.compile(r"^[A-Z]{2,3}$")
# Spellings in the library that are English words.
_COMMON = frozenset({"island", "mann", "heard", "guiana", "viti"})


@dataclass(frozen=True, slots=True)
class _Table:
    names: dict[str, str]
    demonyms: dict[str, str]
    capitals: dict[str, str]


def _key(text: str) -> str:
    """``text`` without article, accents, possessive and case."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).strip().lower()
    plain = plain.removesuffix("'s").removesuffix("'")
    plain = plain.removeprefix("the ")
    return " ".join(plain.split())


def _plain(name: str) -> str:
    name = re.sub(r"\s*\(.*?\)|,.*$", "", name)
    return name.removeprefix("The ").strip()


def _name(record: dict[str, Any]) -> str:
    name = _plain(str(record["name"]))
    return _RENAMED.get(name, name)


@cache
def _table() -> _Table:
    import countryinfo

    table = _Table({}, {}, {})
    records: list[dict[str, Any]] = [dict(entry.info()) for entry in countryinfo.all_countries()]
    records = [r for r in records if isinstance(r.get("name"), str)]
    records = [r for r in records if r["name"] not in _GONE]
    # Small dependencies carry the demonym of their state, so the populous come first.
    for record in sorted(records, key=lambda r: (-(r.get("population") or 0), str(r["name"]))):
        _enter(table, record)
    for name, forms in _ALSO.items():
        for form in forms:
            (table.names if form in _SHORT_NAMES else table.demonyms).setdefault(form, name)
    for name, forms in _CAPITALS.items():
        for form in forms:
            table.capitals.setdefault(_key(form), name)
    return table


def _enter(table: _Table, record: dict[str, Any]) -> None:
    name = _name(record)
    demonyms = [d.strip() for d in re.split(r"[,/]| and ", record.get("demonym") or "")]
    people = {_key(d) for d in demonyms if d} - {_key(name)}
    spellings = [a for a in record.get("altSpellings") or () if not _CODE.match(a)]
    for key in map(_key, (name, str(record["name"]), *spellings)):
        if len(key) > 3 and key.isascii() and key not in people and key not in _COMMON:
            table.names.setdefault(key, name)
    capital = record.get("capital")
    for form in capital if isinstance(capital, list) else (capital,):
        if form:
            table.capitals.setdefault(_key(str(form)), name)
    for form in demonyms:
        key = _key(form)
        if key and key not in table.names and key not in _COMMON:
            table.demonyms.setdefault(key, name)
            if not key.endswith(("s", "sh", "ch", "ese", "x")):
                table.demonyms.setdefault(key + "s", name)


_SHORT_NAMES = words_of(
    "u.s. u.s us usa u.s.a. america u.k. u.k uk britain u.a.e. uae drc bosnia türkiye"
) | {"dr congo"}


def country(text: str) -> str | None:
    """The country that ``text`` names, or whose adjective or people it is.

    "Uruguay", "the Republic of Uruguay", "Uruguayan" and "Uruguayans" give "Uruguay"; a
    capital gives None (see ``capital``). Written without a capital letter nothing is a
    country, and "us" is none.
    """
    if text.strip().lower() == "us" and text.strip() != "US":
        return None
    if not any(c.isupper() for c in text):
        return None
    table, key = _table(), _key(text)
    plain = _STYLE.sub("", key)
    return table.names.get(key) or table.demonyms.get(key) or table.names.get(plain)


def is_name(text: str) -> bool:
    """Whether ``text`` is a country's name, and not an adjective or a people."""
    return _key(text) in _table().names


def capital(text: str) -> str | None:
    """The country whose capital ``text`` is, under its present or an older name."""
    return _table().capitals.get(_key(text))
