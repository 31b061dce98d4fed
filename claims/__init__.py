"""Find what is disputed in the news: who said it, who denies it, and where it stands.

``from claims import Tracker`` is where to begin. What is named here is loaded when it is first
asked for, so that ``import claims`` takes no time.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

# Read when the libraries are loaded: nobody is told what is done here. ONNX Runtime would ask for
# a host of Microsoft's and leave a number for this device in the home folder.
for _name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY"):
    os.environ.setdefault(_name, "1")
if TYPE_CHECKING:
    from claims.correction import Correction
    from claims.engine import Models
    from claims.errors import ClaimsError, NotFound, ReadError, StoreError
    from claims.hookspecs import hookimpl
    from claims.ingest.tally import IngestReport
    from claims.read import Options
    from claims.records import Article, Claim, Dispute, Judgement, Link, Side, Source
    from claims.store.filters import Filters
    from claims.tracker import Tracker

#: What each module offers here.
_OFFERED = {
    "tracker": ["Tracker"],
    "ingest.tally": ["IngestReport"],
    "store.filters": ["Filters"],
    "engine": ["Models"],
    "read": ["Options"],
    "records": ["Article", "Source", "Claim", "Link", "Side", "Dispute", "Judgement"],
    "correction": ["Correction"],
    "hookspecs": ["hookimpl"],
    "errors": ["ClaimsError", "NotFound", "ReadError", "StoreError"],
}
_HOMES = {name: module for module, names in _OFFERED.items() for name in names}

__all__ = [
    "Article",
    "Claim",
    "ClaimsError",
    "Correction",
    "Dispute",
    "Filters",
    "IngestReport",
    "Judgement",
    "Link",
    "Models",
    "NotFound",
    "Options",
    "ReadError",
    "Side",
    "Source",
    "StoreError",
    "Tracker",
    "hookimpl",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"claims.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
