"""The database: SQLite, with its schema under sqlite-utils migrations."""

from claims.store.filters import Filters
from claims.store.rows import Masthead
from claims.store.store import Store
from claims.store.summary import Speaker

__all__ = ["Filters", "Masthead", "Speaker", "Store"]
