"""A condition in SQL with as many values as one likes, in one parameter."""

from __future__ import annotations

import json
from collections.abc import Iterable

#: What follows a column of which the values are asked for that `listed` makes a parameter of.
AMONG = "IN (SELECT value FROM json_each(?))"


def listed(values: Iterable[str]) -> str:
    """``values`` as the parameter of `AMONG`."""
    return json.dumps(list(values))
