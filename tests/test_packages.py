"""The order of the packages: a step imports nothing to its right, and none waits for itself."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "claims"

#: From left to right. What is imported in a function or for a type alone counts too.
ORDER = (
    "errors",
    "odds",
    "kinds",
    "records",
    "spans",
    "said",
    "output",
    "correction",
    "models",
    "read",
    "extract",
    "sources",
    "languages",
    "reading",
    "compare",
    "disputes",
    "store",
    "hookspecs",
    "plugins",
    "vectors",
    "run.workers",
    "engine",
    "run",
    "ingest",
    "opinions",
    "show",
    "tracker",
    "evaluate",
    "training",
    "cli",
    "__main__",
)
#: Names that more modules than one have, beside those of commands, benchmarks and recipes.
SHARED = {"sources", "store", "vectors", "opinions"}


@cache
def modules() -> dict[str, ast.Module]:
    """All modules of the package, by their names in it."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imported(name: str) -> Iterator[str]:
    """The modules that one imports, wherever in it; the package's own face is nobody's step."""
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            named = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        else:
            continue
        for full in named:
            head, _, inner = full.partition(".")
            if head != "claims":
                continue
            while inner and inner not in modules():
                inner = inner.rpartition(".")[0]
            if inner and inner != name:
                yield inner


def place(module: str) -> int:
    while module not in ORDER:
        assert "." in module, f"{module} has no place in the order"
        module = module.rpartition(".")[0]
    return ORDER.index(module)


def test_a_step_imports_nothing_to_its_right() -> None:
    wrong = [
        f"{name} imports {other}"
        for name in modules()
        if name
        for other in imported(name)
        if place(other) > place(name)
    ]
    assert wrong == []


def test_no_module_waits_for_itself() -> None:
    waiting = {name: set(imported(name)) for name in modules() if name}
    while ready := [name for name, others in waiting.items() if not others & waiting.keys()]:
        for name in ready:
            del waiting[name]
    assert waiting == {}


def test_no_name_is_that_of_two_modules() -> None:
    own = ("cli", "evaluate", "training")  # named like what they run, measure or make
    names = Counter(
        name.rpartition(".")[2] for name in modules() if name and name.partition(".")[0] not in own
    )
    assert {name for name, count in names.items() if count > 1} <= SHARED


def test_every_place_is_taken() -> None:
    assert {part for part in ORDER if part not in modules() and part != "__main__"} == set()
