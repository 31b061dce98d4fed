"""The gender that a first name tells, from the name lists of Faker (MIT)."""

from __future__ import annotations

import importlib
import unicodedata
from functools import cache
from typing import Literal

from claims.extract.speaking import words_of

Gender = Literal["female", "male"]

_LOCALES = words_of(
    """en_US en_GB en_IN en_PK en_NZ en_IE de_DE de_AT fr_FR es_ES es_CO it_IT pl_PL nl_NL
sv_SE no_NO da_DK fi_FI pt_PT pt_BR tr_TR az_AZ ro_RO cs_CZ sk_SK hu_HU hr_HR sl_SI lt_LT lv_LV
et_EE id_ID vi_VN sw yo_NG ha_NG ig_NG zu_ZA"""
)

#: Locales whose lists are long and whose names are borne in many countries.
_BROAD = frozenset({"en_US", "en_GB", "en_IN", "en_PK"})


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@cache
def _counts() -> dict[str, tuple[int, int]]:
    """In how many locales a name is male, and in how many female."""
    counts: dict[str, tuple[int, int]] = {}
    for locale in sorted(_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        male = {_key(n) for n in getattr(provider, "first_names_male", ())}
        female = {_key(n) for n in getattr(provider, "first_names_female", ())}
        for name in male | female:
            m, f = counts.get(name, (0, 0))
            weight = 2 if locale in _BROAD else 1
            counts[name] = (m + weight * (name in male), f + weight * (name in female))
    return counts


@cache
def gender_of(name: str) -> Gender | None:
    """The gender of most people called ``name``; None if unknown or given to both.

    A name that a single small locale has is left open: a woman's in Prague may be a man's
    elsewhere.
    """
    male, female = _counts().get(_key(name), (0, 0))
    if male >= 2 and male >= 3 * female:
        return "male"
    if female >= 2 and female >= 3 * male:
        return "female"
    return None
