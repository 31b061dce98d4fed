"""The gender that a first name tells, by the lists of names of Faker (MIT), country by country."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Literal

from claims.sources.names import fold

Gender = Literal["female", "male"]


@cache
def _counts() -> dict[str, tuple[int, int]]:
    """In how many countries a name is male, and in how many female."""
    from faker.providers import person

    counts: dict[str, tuple[int, int]] = {}
    for found in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{found.name}").Provider
        male = set(map(fold, getattr(provider, "first_names_male", ())))
        female = set(map(fold, getattr(provider, "first_names_female", ())))
        for name in male | female:
            m, f = counts.get(name, (0, 0))
            counts[name] = (m + (name in male), f + (name in female))
    return counts


@cache
def gender_of(name: str) -> Gender | None:
    """The gender of most people called ``name``; None if unknown or given to both.

    A name of a single country is left open: a woman's in Prague may be a man's elsewhere.
    """
    male, female = _counts().get(fold(name), (0, 0))
    if male >= 2 and male >= 3 * female:
        return "male"
    if female >= 2 and female >= 3 * male:
        return "female"
    return None
