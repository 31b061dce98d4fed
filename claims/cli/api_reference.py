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
    parts = [f"\n## Plugins\n\n{_doc(hookspecs)}\n"]
    for name in (f"register_{kind}" for kind in KINDS):
        hook = getattr(hookspecs, name)
        parts.append(f"\n### {name}\n\n```python\n{name}{_signature(hook)}\n```\n\n{_doc(hook)}\n")
    return "".join(parts)


def _section(name: str, thing: type) -> str:
    parts = [f"\n## {name}\n"]
    if not issubclass(thing, Exception):
        parts.append(f"\n```python\n{name}{_signature(thing, returns=False)}\n```\n")
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


class _Bare(str):
    """What a signature shows as it is, without quotes."""

    __repr__ = str.__str__


def _signature(thing: object, *, returns: bool = True) -> str:
    """The signature, without ``self``, a long one with a line an argument."""
    found = inspect.signature(thing)  # type: ignore[arg-type]
    kept = [_shown(p) for p in found.parameters.values() if p.name != "self"]
    back = _Bare(found.return_annotation) if returns else inspect.Signature.empty
    short = str(inspect.Signature(kept, return_annotation=back))
    if len(short) < 80:
        return short
    told = [str(parameter) for parameter in kept]
    keyword = [number for number, p in enumerate(kept) if p.kind is p.KEYWORD_ONLY]
    if keyword:
        told.insert(keyword[0], "*")
    return "(\n" + "".join(f"    {text},\n" for text in told) + short[short.rindex(")") :]


def _shown(parameter: inspect.Parameter) -> inspect.Parameter:
    """``parameter`` with its annotation, which is a string here, and a default that reads well."""
    plain = (str, int, float, tuple, type(None))
    known = parameter.default is parameter.empty or isinstance(parameter.default, plain)
    default = parameter.default if known else _Bare("...")
    return parameter.replace(annotation=_Bare(parameter.annotation), default=default)


def _doc(thing: object) -> str:
    return (
        (inspect.getdoc(thing) or "").replace("```", "\0").replace("``", "`").replace("\0", "```")
    )


if __name__ == "__main__":
    click.echo(page(), nl=False)
