"""The plugins that are installed, and what they add; loaded when something of them may be needed.

Set CLAIMS_LOAD_PLUGINS to names of packages, with commas between them, to load these alone, and
to nothing to load none.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import TYPE_CHECKING, Any

import click
from pluggy import PluginManager

from claims import hookspecs

if TYPE_CHECKING:
    from claims.hookspecs import Reader

GROUP = "claims"
#: What a plugin can add.
KINDS = ("formats", "readers", "exports", "commands")


@cache
def manager() -> PluginManager:
    """The plugins. One that cannot be loaded is told on stderr and left out."""
    found = PluginManager(GROUP)
    found.add_hookspecs(hookspecs)
    for distribution, point in _installed():
        try:
            found.register(point.load(), name=point.name)
        except Exception as error:
            name = distribution.metadata["Name"]
            click.echo(
                f"Plugin {name} cannot be loaded ({type(error).__name__}: {error}): update or "
                f"uninstall it, or set CLAIMS_LOAD_PLUGINS to leave it out",
                err=True,
            )
    return found


def _installed() -> list[tuple[Distribution, EntryPoint]]:
    wanted = os.environ.get("CLAIMS_LOAD_PLUGINS")
    names = None if wanted is None else {name.strip() for name in wanted.split(",")}
    return [
        (distribution, point)
        for distribution in distributions()
        for point in distribution.entry_points
        if point.group == GROUP and (names is None or distribution.metadata["Name"] in names)
    ]


def added(kind: str, hook: Any = None) -> dict[str, Any]:
    """What plugins add of one of ``KINDS``, by name; by ``hook``, what some of them do."""
    hook = hook or getattr(manager().hook, f"register_{kind}")
    if kind == "commands":
        group = click.Group("plugins")
        hook(cli=group)
        return dict(group.commands)
    found: dict[str, Any] = {}
    hook(register=lambda name, thing: found.__setitem__(name, thing))
    return found


def formats() -> dict[str, Reader]:
    """What plugins read, by the end of a file's name in lower case, such as ".wire"."""
    return {suffix.lower(): reader for suffix, reader in added("formats").items()}


def described() -> list[dict[str, Any]]:
    """Each plugin: its name, version, and what it adds."""
    versions = {point.name: distribution.version for distribution, point in _installed()}
    everything = manager()
    rows: list[dict[str, Any]] = []
    for name, plugin in everything.list_name_plugin():
        if plugin is None:
            continue
        others = [other for other in everything.get_plugins() if other is not plugin]
        hooks = {kind: everything.subset_hook_caller(f"register_{kind}", others) for kind in KINDS}
        names = {kind: sorted(added(kind, hook)) for kind, hook in hooks.items()}
        rows.append({"name": name, "version": versions.get(name), **names})
    return rows
