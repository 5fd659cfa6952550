"""The config command: shows and changes the settings."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from reflect.cli.context import context_of
from reflect.cli.options import text_argument
from reflect.config.paths import absolute_path, config_file, require_home, resolve_folder
from reflect.config.schema import KEYS, check_key
from reflect.config.settings import Config
from reflect.errors import NotFoundError, UsageError

config_app = typer.Typer(add_completion=False)
Key = Annotated[str, typer.Argument(metavar="KEY", autocompletion=lambda: list(KEYS))]


@config_app.callback(invoke_without_command=True)
def config(ctx: typer.Context) -> None:
    """Show and change settings."""
    if ctx.invoked_subcommand is None:
        show(ctx)


@config_app.command("path")
def path(ctx: typer.Context) -> None:
    """Print where the config file is (or would be)."""
    context = context_of(ctx)
    file = config_file(os.environ, context.config_option)
    require_home(file)
    context.out.line(str(file))


@config_app.command("show")
def show(ctx: typer.Context) -> None:
    """Print all settings with their current values."""
    context = context_of(ctx)
    for key, (_, about) in KEYS.items():
        context.out.line(f"{key} = {_toml(value_of(context.config, key))}", (f"  # {about}", "dim"))


@config_app.command("get")
def get(ctx: typer.Context, key: Key) -> None:
    """Print the current value of a setting."""
    context = context_of(ctx)
    check_key(key, "config get")
    value = value_of(context.config, key)
    context.out.line(value if isinstance(value, str) else _toml(value))


@config_app.command("set")
def set_key(
    ctx: typer.Context,
    key: Key,
    value: Annotated[str, typer.Argument(metavar="VALUE", parser=text_argument)],
) -> None:
    """Write a setting to the config file."""
    from reflect.journal.user_files import save_setting

    context = context_of(ctx)
    path = config_file(os.environ, context.config_option)
    if key == "guide":
        from reflect.guides.loader import load_guide

        try:
            load_guide(value, path.parent / "guides")
        except NotFoundError as error:
            raise UsageError.of(error) from error
    if key == "theme":
        from reflect.tui.theme import check_theme

        check_theme(value)
    if key.startswith("keymap."):
        from reflect.tui.keymap import check_keymap

        check_keymap({key.removeprefix("keymap."): value})
    if key == "journal":
        value = str(absolute_path(resolve_folder(value, Path(), os.environ)))
    save_setting(path, key, value)
    context.notify(f"Set {key} in {path}.")


@config_app.command("unset")
def unset_key(ctx: typer.Context, key: Key) -> None:
    """Remove a setting from the config file, so that its default counts."""
    from reflect.journal.user_files import remove_setting

    context = context_of(ctx)
    path = config_file(os.environ, context.config_option)
    remove_setting(path, key)
    context.notify(f"Removed {key} from {path}.")


def value_of(config: Config, key: str) -> object:
    """Return the current value of a setting, or of one key in a table."""
    table, dot, name = key.partition(".")
    if key in KEYS:
        table, dot = key.replace(".", "_"), ""
    value = getattr(config, table)
    if dot:
        return value.get(name, "") if isinstance(value, Mapping) else value
    return str(value) if isinstance(value, Path) else value


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_toml(name)} = {_toml(part)}" for name, part in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


COMMANDS = {"config": config_app}
