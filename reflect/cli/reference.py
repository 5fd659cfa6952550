"""Generates the command and key reference pages in docs/, and the parts shared with the help.

`python -m reflect.cli.reference` prints the command reference; with `keys`, the key reference. With
`help` and the names of pages, it renews the parts of these that are taken from the help pages.
"""

import re
import sys
from pathlib import Path

import typer
from typer._click.core import Command, Context, Parameter
from typer.core import TyperArgument, TyperGroup, TyperOption

from reflect.cli.app import app
from reflect.cli.commands.help import page
from reflect.cli.lazy_group import LazyGroup
from reflect.cli.registry import COMMANDS

HEAD = """\
# The command line

This page is written by `make docs` from the commands themselves. `-h` or `--help` explains any
of them. How queries, dates, ids and
the Markdown form work stands in [the guide to them](language.md).
"""
EXIT_CODES = """\
## Exit codes

| code | meaning |
| --- | --- |
| 0 | done (an empty journal listed is also 0) |
| 1 | a bug in reflect |
| 2 | usage: unknown option, unreadable date, ambiguous id, missing terminal, refused by a rule |
| 3 | nothing matched, no such entry |
| 4 | busy: another process is writing (after 5 s) |
| 5 | the journal is damaged; the message names the newest good backup |
| 6 | the journal is encrypted, and its passphrase is needed or wrong |
| 7 | a file or disk problem; nothing was lost, and the message says where the text is (or, where \
nothing could be written, that it was not saved) |
| 130 | interrupted; a draft was saved, and the message says how to go on |
"""


def reference() -> str:
    """Return the command reference as Markdown."""
    root = typer.main.get_command(app)
    assert isinstance(root, LazyGroup)
    context = Context(root, info_name="reflect", **root.context_settings)
    parts = [HEAD, "## Global options\n", table(root, context)]
    panel = ""
    for name in root.list_commands(context):
        if COMMANDS[name].panel != panel:
            panel = COMMANDS[name].panel
            parts.append(f"## {panel}\n")
        command = root.get_command(context, name)
        assert command is not None
        parts += describe_command(command, Context(command, parent=context, info_name=name), "###")
    parts.append(EXIT_CODES)
    return "\n".join(parts)


def describe_command(command: Command, context: Context, mark: str) -> list[str]:
    """Return the sections that describe a command and its subcommands.

    Args:
        command: The command.
        context: Its Click context.
        mark: The Markdown heading marker, such as "###".
    """
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"{mark} {context.command_path}\n", f"{command.help or ''}\n"]
    parts += [f"```text\n{usage}\n```\n", table(command, context)]
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                inner = Context(below, parent=context, info_name=name)
                parts += describe_command(below, inner, mark + "#")
    return [part for part in parts if part]


def table(command: Command, context: Context) -> str:
    """Return a command's options and documented arguments as a Markdown table."""
    # The introduction of the page covers `-h` for all commands.
    params = [param for param in command.get_params(context) if param.name != "help"]
    rows = [row for row in map(cells, params) if row]
    if not rows:
        return ""
    lines = ["| option | meaning |", "| --- | --- |"]
    lines += [f"| {name} | {meaning} |" for name, meaning in rows]
    return "\n".join(lines) + "\n"


def cells(param: Parameter) -> tuple[str, str] | None:
    """Return a parameter's name and meaning, or None for an argument without help."""
    help_text = (getattr(param, "help", "") or "").replace("|", "\\|")
    if isinstance(param, TyperArgument):
        name = (param.metavar or str(param.name).upper()).replace("|", "\\|")
        return (f"`{name}`", help_text) if help_text else None
    assert isinstance(param, TyperOption)
    names = ", ".join(f"`{name}`" for name in sorted(param.opts, key=len))
    value = "" if param.is_flag else f" `{param.metavar}`"
    return names + value, help_text


KEYS_HEAD = """\
# Keys of the full screen

Written by `make docs` from the program. By its id the config gives an action other keys:
`reflect config set keymap.browse.new n,ctrl+n`, or in the file

```toml
[keymap]
"browse.new" = "n,ctrl+n"
```
"""


def keys() -> str:
    """Return the key reference as Markdown."""
    from reflect.tui.keymap import PLACES, known_ids

    parts, screen = [KEYS_HEAD], ""
    for name, binding in known_ids().items():
        if name.partition(".")[0] != screen:
            screen = name.partition(".")[0]
            head = "| key | what it does | id |\n| --- | --- | --- |"
            parts.append(f"## {PLACES[screen]}\n\n{head}")
        shown = ", ".join(f"`{key.strip()}`" for key in binding.key.split(","))
        parts.append(f"| {shown} | {binding.tooltip or binding.description} | `{name}` |")
    return "\n".join(parts).replace("|\n##", "|\n\n##") + "\n"


_SHARED = re.compile(r"(<!-- help: (\w+)(?:, (.+?))? -->\n).*?(<!-- /help -->)", re.DOTALL)


def with_help(text: str) -> str:
    """Return a page of the docs with its parts from the help pages renewed.

    `<!-- help: PAGE -->` stands for a help page without its title, and `<!-- help: PAGE, HEADING
    -->` for one section of it. Both end at `<!-- /help -->`.
    """
    return _SHARED.sub(
        lambda match: f"{match[1]}\n{_section(page(match[2]), match[3])}\n\n{match[4]}", text
    )


def _section(text: str, heading: str | None) -> str:
    """Return the part of a help page below a heading, or below its title."""
    start = f"## {heading}\n" if heading else "\n"
    _, _, rest = text.partition(start)
    return (rest.partition("\n## ")[0] if heading else rest).strip()


if __name__ == "__main__":
    if sys.argv[1:2] == ["help"]:
        for name in sys.argv[2:]:
            path = Path(name)
            path.write_text(with_help(path.read_text("utf-8")), "utf-8")
    else:
        print(keys() if sys.argv[1:] == ["keys"] else reference(), end="")
