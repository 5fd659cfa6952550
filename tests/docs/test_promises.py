"""The lists in the docs are complete: options, keys, settings, dependencies, exit codes."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement
from typer._click.core import Command, Context
from typer.core import TyperGroup, TyperOption

from reflect import __version__, errors
from reflect.cli.app import app
from reflect.cli.reference import keys, reference, with_help
from reflect.config.schema import KEYS
from reflect.dates import parse_day, parse_period
from reflect.model.entry import Entry
from reflect.model.failure import KINDS
from reflect.search.parser import FIELDS, parse_query
from reflect.search.query import STATES
from tests.cli.conftest import Cli
from tests.docs.pages import DOCS, ROOT, blocks, read
from tests.factories import TODAY

DEPENDENCIES = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["dependencies"]
DECISIONS = sorted((DOCS / "decisions").glob("0*.md"))
LANGUAGE = read(DOCS / "language.md")
JSON = read(DOCS / "json.md")


def section(text: str, heading: str) -> str:
    """Return the text below a heading, up to the next heading."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None, heading
    return found[1]


def cells(text: str) -> list[str]:
    """Return the code in the first column of all tables."""
    rows = re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def commands(command: Command, context: Context) -> Iterator[tuple[str, Command]]:
    """Yield a command and all its subcommands with their paths."""
    yield context.command_path, command
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, Context(below, parent=context, info_name=name))


def test_command_reference_is_up_to_date() -> None:
    # Click keeps the names of its help option in a set, whose order varies between runs.
    fresh = reference().replace("`--help`, `-h`", "`-h`, `--help`")
    assert read(DOCS / "cli.md").replace("`--help`, `-h`", "`-h`, `--help`") == fresh, "make docs"


def test_key_reference_is_up_to_date() -> None:
    assert read(DOCS / "keys.md") == keys(), "make docs"


def test_parts_shared_with_the_help_are_up_to_date() -> None:
    shared = [page for page in sorted(DOCS.glob("*.md")) if "<!-- help: " in read(page)]
    assert len(shared) >= 3
    for page in shared:
        assert with_help(read(page)) == read(page), "make docs"


def test_command_reference_lists_every_option() -> None:
    root = typer.main.get_command(app)
    text = read(DOCS / "cli.md")
    for path, command in commands(root, Context(root, info_name="reflect")):
        part = section(text, "Global options" if path == "reflect" else path)
        for option in command.params:
            for name in option.opts if isinstance(option, TyperOption) else ():
                assert f"`{name}`" in part, f"{path} {name}"


@pytest.mark.parametrize(
    "code",
    {
        one.exit_code
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.ReflectError)
    },
)
def test_every_exit_code_is_explained(code: int) -> None:
    assert f"\n| {code} | " in LANGUAGE
    assert f"\n| {code} | " in read(DOCS / "cli.md")


def test_every_setting_is_documented() -> None:
    shown = section(LANGUAGE, "Settings")
    for key in KEYS:
        assert f"\n{key} = " in shown


def test_every_query_field_and_kind_is_explained() -> None:
    part = section(LANGUAGE, "Queries")
    for name in (*(f"{field}:" for field in FIELDS), *(f"is:{state}" for state in STATES)):
        assert f"`{name}" in part, name
    for kind in KINDS:
        for name in (kind.name, *(reason.name for reason in kind.reasons)):
            assert f"`{name}`" in LANGUAGE, name


def test_documented_queries_are_valid() -> None:
    for query in cells(section(LANGUAGE, "Queries")):
        assert not parse_query(query, TODAY).is_empty


def test_documented_dates_are_valid() -> None:
    for words in cells(section(LANGUAGE, "Dates")):
        read_words = parse_period if re.fullmatch(r"\d{4}(-\d\d)?", words) else parse_day
        read_words(words, TODAY)


@pytest.mark.parametrize("dependency", DEPENDENCIES)
def test_every_dependency_is_explained_in_a_decision(dependency: str) -> None:
    named = [
        Requirement(line)
        for page in DECISIONS
        for line in re.findall(r"^Dependency: `(.+)`$", read(page), re.MULTILINE)
    ]
    wanted = Requirement(dependency)
    assert [(one.name, one.specifier) for one in named if one.name == wanted.name] == [
        (wanted.name, wanted.specifier)
    ]


def test_decisions_are_numbered_titled_and_listed() -> None:
    index = read(DOCS / "decisions" / "README.md")
    for number, page in enumerate(DECISIONS, 1):
        text = read(page)
        title = re.match(r"# (\d+)\. (.+)\n", text)
        assert title is not None
        assert (int(page.name[:4]), int(title[1])) == (number, number)
        assert f"| {number} | [{title[2]}]({page.name})" in index
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]


def test_changelog_lists_the_current_version() -> None:
    assert re.search(
        rf"^## \[{__version__}\] - \d{{4}}-\d\d-\d\d$", read(ROOT / "CHANGELOG.md"), re.M
    )


def keys_of(shape: dict[str, Any], *path: str) -> set[str]:
    """Return the keys of an object in an example, or of the first item in a list."""
    inner: Any = shape
    for key in path:
        inner = inner[key]
        inner = inner[0] if isinstance(inner, list) else inner
    return set(inner)


def test_documented_entry_keys_match_the_output(cli: Cli, keep: Callable[..., Entry]) -> None:
    keep(repeats=("0123456789",))
    shown = json.loads(cli("show", "@", "--json").out)
    listed = json.loads(cli("list", "--json").out)
    found = json.loads(cli("search", "launch", "--json").out)
    entry = set(cells(section(JSON, "ENTRY")))
    search, snippet = section(JSON, "What search adds").split("A snippet:")
    assert keys_of(shown) == {"version", "entry"}
    assert keys_of(listed) == keys_of(found) == {"version", "entries"}
    assert keys_of(shown, "entry") == keys_of(listed, "entries") == entry
    assert keys_of(shown, "entry", "answers") == set(cells(section(JSON, "Answers")))
    assert keys_of(shown, "entry", "commitments") == set(cells(section(JSON, "Commitments")))
    assert keys_of(found, "entries") == entry | set(cells(search))
    assert keys_of(found, "entries", "snippets") == set(cells(snippet))
    assert json.loads(cli("lessons", "--json").out) == listed


def test_documented_json_keys_of_tags_guides_and_doctor_match_the_output(
    cli: Cli, keep: Callable[..., Entry]
) -> None:
    keep()
    tags = json.loads(cli("tags", "--json").out)
    guides = json.loads(cli("guides", "--json").out)
    guide = json.loads(cli("guides", "show", "safety", "--json").out)
    doctor = json.loads(cli("doctor", "--json").out)
    whole, prompt = section(JSON, "WHOLE GUIDE").split("A prompt:")
    assert keys_of(tags, "tags") == set(cells(section(JSON, "TAG")))
    assert keys_of(guides, "guides") == set(cells(section(JSON, "GUIDE")))
    assert keys_of(guide, "guide") == set(cells(whole))
    assert keys_of(guide, "guide", "prompts") == set(cells(prompt))
    for key in keys_of(guide, "guide", "prompts", "scale"):
        assert f"`{key}`" in prompt
    assert keys_of(doctor, "findings") == set(cells(section(JSON, "FINDING")))
    cli("backup", "now")
    backups = json.loads(cli("backup", "--json").out)
    assert keys_of(backups, "backups") == set(cells(section(JSON, "BACKUP")))
    salvaged = json.loads(cli("backup", "salvage", "--json").out)
    assert keys_of(salvaged, "salvage") == set(cells(section(JSON, "SALVAGE")))


def test_documented_top_level_keys_match_the_output(cli: Cli, keep: Callable[..., Entry]) -> None:
    keep()
    for command, top in re.findall(r"^\| (.*?) \| `\{\"version\": 1, \"(\w+)\":", JSON, re.M):
        for arguments in re.findall(r"`reflect ([^`]*)`", command):
            words = arguments.replace("NAME", "drucker").split()
            if "ID" not in words:
                assert set(json.loads(cli(*words).out)) == {"version", top}


def test_json_examples_are_valid_json() -> None:
    whole = [block for block in blocks(JSON, "console") if "…" not in block]
    for block in whole:
        for shown in re.findall(r"^\{\n.*?^\}$", block, re.DOTALL | re.MULTILINE):
            assert json.loads(shown)["version"] == 1
