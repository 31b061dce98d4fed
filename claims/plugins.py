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
    from claims.hookspecs import Export, Making, Reader

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


def formats() -> dict[str, Reader]:
    """What plugins read, by the end of a file's name in lower case, such as ".wire"."""
    found: dict[str, Reader] = {}

    def register(suffix: str, reader: Reader) -> None:
        found[suffix.lower()] = reader

    manager().hook.register_formats(register=register)
    return found


def readers() -> dict[str, Making]:
    """What makes the readers of plugins, by name."""
    found: dict[str, Making] = {}

    def register(name: str, make: Making) -> None:
        found[name] = make

    manager().hook.register_readers(register=register)
    return found


def exports() -> dict[str, Export]:
    """What plugins write, by name."""
    found: dict[str, Export] = {}

    def register(name: str, export: Export) -> None:
        found[name] = export

    manager().hook.register_exports(register=register)
    return found


def commands() -> dict[str, click.Command]:
    """The commands that plugins add, by name."""
    group = click.Group("plugins")
    manager().hook.register_commands(cli=group)
    return dict(group.commands)


def described() -> list[dict[str, Any]]:
    """Each plugin: its name, version, and what it adds."""
    versions = {point.name: distribution.version for distribution, point in _installed()}
    everything = manager()
    rows = []
    for name, plugin in everything.list_name_plugin():
        if plugin is None:
            continue
        others = [other for other in everything.get_plugins() if other is not plugin]
        alone = everything.subset_hook_caller
        row: dict[str, Any] = {"name": name, "version": versions.get(name)}
        for kind in KINDS:
            row[kind] = _added(alone(f"register_{kind}", others), kind)
        rows.append(row)
    return rows


def _added(hook: Any, kind: str) -> list[str]:
    """The names that one plugin registers."""
    if kind == "commands":
        group = click.Group("plugin")
        hook(cli=group)
        return sorted(group.commands)
    names: list[str] = []
    hook(register=lambda name, _: names.append(name))
    return sorted(names)
