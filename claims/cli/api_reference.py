"""The page on the Python API, from its docstrings: ``python -m claims.cli.api_reference``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

import claims
from claims import hookspecs
from claims.plugins import KINDS

HEAD = """# Python API

Made from the docstrings by `python -m claims.cli.api_reference > docs/api.md`; a test holds the
two together. Everything here can be imported from `claims`.

```python
from claims import Tracker

with Tracker("claims.db", create=True) as tracker:
    report = tracker.ingest(["articles/", "https://example.org/news/1"])
    for failure in report.failures:
        print(failure)
    for dispute in tracker.disputes(source="Orlova", limit=10):
        print(dispute.id, dispute.score, dispute.explanation)
    tracker.judge(dispute.id, "confirmed", note="read both", reviewer="anna")
```

What goes wrong raises a `ClaimsError`, whose message is one line that says what to do.
"""


def page() -> str:
    """The whole page, as Markdown."""
    order = ["Tracker", *(name for name in claims.__all__ if name != "Tracker")]
    order.remove("hookimpl")
    return HEAD + "".join(_section(name, getattr(claims, name)) for name in order) + _hooks()


def _hooks() -> str:
    """What plugins can add."""
    named = tuple(f"register_{kind}" for kind in KINDS)
    parts = [f"\n## Plugins\n\n{_doc(hookspecs)}\n"]
    for name in named:
        hook = getattr(hookspecs, name)
        parts.append(f"\n### {name}\n\n```python\n{name}{_signature(hook)}\n```\n\n{_doc(hook)}\n")
    return "".join(parts)


def _section(name: str, thing: type) -> str:
    parts = [f"\n## {name}\n"]
    if not issubclass(thing, Exception):
        parts.append(f"\n```python\n{name}{_signature(thing, indent=True)}\n```\n")
    parts.append(f"\n{_doc(thing)}\n")
    for member, told in _members(thing):
        parts.append(f"\n### {name}.{member}\n\n{told}\n")
    return "".join(parts)


def _members(thing: type) -> Iterator[tuple[str, str]]:
    """The public methods and properties of ``thing`` itself, in the order of the source."""
    if issubclass(thing, Exception):
        return
    for name, value in vars(thing).items():
        if name.startswith("_"):
            continue
        if isinstance(value, property):
            yield name, _doc(value)
        elif inspect.isfunction(value):
            yield name, f"```python\n{name}{_signature(value)}\n```\n\n{_doc(value)}"


def _signature(thing: object, *, indent: bool = False) -> str:
    """The signature, without ``self``, a long one with a line an argument."""
    found = inspect.signature(thing)  # type: ignore[arg-type]
    kept = [_shown(p) for p in found.parameters.values() if p.name != "self"]
    back = "" if indent else f" -> {found.return_annotation}".replace("'", "")
    keyword = next((p for p in kept if p.kind is p.KEYWORD_ONLY), None)
    told = [text for p in kept for text in (["*"] if p is keyword else []) + [_told(p)]]
    short = f"({', '.join(told)}){back}"
    if len(short) < 80:
        return short
    return "(\n" + "".join(f"    {text},\n" for text in told) + f"){back}"


def _shown(parameter: inspect.Parameter) -> inspect.Parameter:
    """``parameter`` with a default that reads well."""
    return parameter if _plain(parameter.default) else parameter.replace(default=...)


def _told(parameter: inspect.Parameter) -> str:
    """``parameter`` as it is written: annotations are strings here, and have no quotes."""
    annotation = str(parameter.annotation)
    bare = parameter.replace(annotation=inspect.Parameter.empty)
    stars = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
    if bare.default is inspect.Parameter.empty:
        return f"{stars}{parameter.name}: {annotation}"
    default = "..." if bare.default is ... else repr(bare.default)
    return f"{parameter.name}: {annotation} = {default}"


def _plain(value: object) -> bool:
    return value is inspect.Parameter.empty or isinstance(
        value, (str, int, float, tuple, type(None))
    )


def _doc(thing: object) -> str:
    return (
        (inspect.getdoc(thing) or "").replace("```", "\0").replace("``", "`").replace("\0", "```")
    )


if __name__ == "__main__":
    click.echo(page(), nl=False)
