"""One self-contained page: style, scripts and data inside, and a policy that allows no more.

The policy (Content-Security-Policy) names the hash of each style and script of ours, so that
markup that slipped in from an article could neither run nor load anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from claims.kinds import KINDS, Kind
from claims.show.marks import printable


def render(
    template: str, styles: Sequence[str], scripts: Sequence[str], data: Any, **values: Any
) -> str:
    """``template`` filled with ``values``; ``styles`` and ``scripts`` are names of assets.

    The template finds ``policy``, ``style``, ``script`` and ``data`` ready for use. All
    other values are escaped and printable.
    """
    style, script = f"{_kinds()}\n{_assets(styles)}", _assets(scripts)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("claims.show", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    return environment.get_template(template).render(
        policy=policy(style, script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(embedded(data)),
        **values,
    )


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy of a page that has this style and script and no more."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def embedded(data: Any) -> str:
    """``data`` as JSON that nothing in it can end early: no "<", ">" or "&", all ASCII, and its
    texts printable."""
    text = json.dumps(_printable(data), ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _printable(data: Any) -> Any:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {name: _printable(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_printable(value) for value in data]
    return data


def _assets(names: Sequence[str]) -> str:
    folder = files("claims.show") / "assets"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def _kinds() -> str:
    """The colour of each kind of link, as a variable named like it, and where it is used."""

    def colours(of: Callable[[Kind], str]) -> str:
        return "{ " + " ".join(f"--{name}: {of(kind)};" for name, kind in KINDS.items()) + " }"

    lines = {"-": "solid", "--": "dashed", ":": "dotted"}

    light, dark = colours(lambda kind: kind.light), colours(lambda kind: kind.dark)
    used = (
        f".{name}-ink, .{name} .kicker .kind {{ color: var(--{name}); }} "
        f".graph .legend .{name}-ink.line {{ border-top-style: {lines[kind.line]}; }} "
        f":root {{ --{name}-line: {lines[kind.line]}; }}"
        for name, kind in KINDS.items()
    )
    return "\n".join(
        [
            f":root {light}",
            f':root[data-theme="dark"] {dark}',
            f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {dark} }}',
            f'@media print {{ :root, :root[data-theme], :root:not([data-theme="light"]) {light} }}',
            *used,
        ]
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
