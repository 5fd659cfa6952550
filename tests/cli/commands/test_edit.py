"""The edit, delete, restore and tags commands."""

import json
import stat
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.model.ids import from_int
from tests.cli.conftest import Cli
from tests.factories import NOW, make_commitment
from tests.sealed import text_of

Keep = Callable[..., Entry]
Editor = Callable[[str], None]


@pytest.fixture
def editor(home: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """A function that sets the editor to Python code, which finds the form in `text`."""

    def use(code: str) -> None:
        script = home / "editor.py"
        script.write_text(
            "import sys, pathlib\np = pathlib.Path(sys.argv[-1])\ntext = p.read_text()\n"
            f"{code}\np.write_text(text)\n"
        )
        monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')

    return use


def test_options_change_only_the_fields_they_name(cli: Cli, keep: Keep, journal: Journal) -> None:
    entry = keep(1)
    result = cli(
        "edit", entry.id, "--title", "Shipped blind", "--lesson", "Ask first.", "--kind",
        "preventable/inattention", "--date", "yesterday", "--tag", "Support", "--untag", "launch",
    )  # fmt: skip
    assert f"Saved {entry.id}." in result.err
    assert "Sat 21 Nov 2026" in result.err
    after = journal.entries.get(entry.id)
    assert (after.title, after.lesson) == ("Shipped blind", "Ask first.")
    assert (after.kind, after.reason) == ("preventable", "inattention")
    assert after.tags == ("delegation", "support")
    assert after.answers[0] == entry.answers[0]
    assert after.created_at == entry.created_at


def test_edit_without_changes_writes_nothing(cli: Cli, keep: Keep, folder: Path) -> None:
    entry = keep(1)
    before = sorted(path.name for path in folder.iterdir())
    assert "Nothing changed" in cli("edit", "@", "--title", entry.title).err
    assert sorted(path.name for path in folder.iterdir()) == before


def test_text_changed_in_the_editor_is_saved(
    cli: Cli, keep: Keep, journal: Journal, editor: Editor
) -> None:
    entry = keep(1)
    editor("text = text.replace('on Friday', 'on a Friday night')")
    cli("edit", "@")
    assert "Friday night" in journal.entries.get(entry.id).answers[0].text


def test_failing_editor_saves_nothing(
    cli: Cli, keep: Keep, journal: Journal, editor: Editor
) -> None:
    entry = keep(1)
    editor("p.write_text('# gone'); sys.exit(1)")
    cli("edit", "@", code=7)
    assert journal.entries.get("@") == entry


def test_invalid_form_is_kept_in_a_recovery_file(
    cli: Cli, keep: Keep, journal: Journal, editor: Editor
) -> None:
    entry = keep(1)
    editor("text = text.replace('day:', 'dya:') + 'Precious words'")
    result = cli("edit", "@", code=7)
    kept = next(p for word in result.err.split() if (p := Path(word.rstrip(".;,"))).is_file())
    assert "Precious words" in text_of(kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "dya" in result.err
    assert journal.entries.get("@") == entry


def test_sealed_forecast_cannot_be_edited(
    cli: Cli, keep: Keep, journal: Journal, editor: Editor
) -> None:
    entry = keep(1, commitments=(make_commitment(made_at=NOW - timedelta(days=2)),))
    editor("text = text.replace('sealed until 6 Dec 2026', 'sealed, and it comes true')")
    result = cli("edit", "@", code=2)
    assert "sealed until" in result.err
    kept = next(p for word in result.err.split() if (p := Path(word.rstrip(".;,"))).is_file())
    assert "and it comes true" in text_of(kept)
    assert entry.commitments[0].forecast not in text_of(kept)
    assert journal.entries.get("@") == entry


def test_forecast_can_be_edited_on_its_first_day(
    cli: Cli, keep: Keep, journal: Journal, editor: Editor
) -> None:
    keep(1)
    editor("text = text.replace('percent: 70', 'percent: 90')")
    cli("edit", "@")
    assert journal.entries.get("@").commitments[0].percent == 90


def test_deleted_entry_can_be_restored_from_the_trash(
    cli: Cli, keep: Keep, journal: Journal
) -> None:
    entry = keep(1)
    result = cli("delete", entry.id, "--yes")
    assert f"reflect restore {entry.id}" in result.err
    assert cli("list").out == ""
    assert entry.id in cli("list", "--trash").out
    cli("restore", entry.id)
    assert journal.entries.get(entry.id) == entry


@pytest.mark.parametrize("more", [(), ("--forever",)])
def test_delete_without_a_terminal_requires_yes(
    cli: Cli, keep: Keep, more: tuple[str, ...]
) -> None:
    entry = keep(1)
    if more:
        cli("delete", entry.id, "--yes")
    assert "--yes" in cli("delete", entry.id, *more, code=2).err


def test_delete_forever_applies_only_to_the_trash(cli: Cli, keep: Keep) -> None:
    entry = keep(1)
    cli("delete", entry.id, "--forever", "--yes", code=3)
    cli("delete", entry.id, "--yes")
    cli("delete", entry.id, "--forever", "--yes")
    cli("restore", entry.id, code=3)
    assert cli("list", "--trash").out == ""


def test_unknown_id_deletes_nothing(cli: Cli, keep: Keep) -> None:
    entry = keep(1)
    cli("delete", entry.id, "zzzz", "--yes", code=3)
    assert entry.id in cli("list").out


def test_entries_are_found_by_id_prefix_and_by_recency(cli: Cli, keep: Keep) -> None:
    keep(1, id="k3f9000000", created_at=NOW - timedelta(days=1), title="Earlier")
    keep(2, id="k3zz000000", created_at=NOW, title="Later")
    assert "Later" in cli("show", "@").out
    assert "Earlier" in cli("show", "@2").out
    assert "Earlier" in cli("show", "K3F").out
    result = cli("show", "k3", code=2)
    assert "k3f9000000, k3zz000000" in result.err
    assert "two characters" in cli("show", "k", code=2).err
    cli("show", "@3", code=3)


def test_tags_are_counted_and_renamed(cli: Cli, keep: Keep, journal: Journal) -> None:
    keep(1, tags=("launch", "team"))
    keep(2, tags=("team",))
    assert [line.split() for line in cli("tags").out.splitlines()] == [
        ["2", "team"],
        ["1", "launch"],
    ]
    assert "2 entries" in cli("tags", "rename", "team", "Crew").err
    shape = json.loads(cli("tags", "--json").out)
    assert shape["tags"] == [{"tag": "crew", "count": 2}, {"tag": "launch", "count": 1}]
    cli("tags", "rename", "nobody", "x", code=3)


def test_renaming_to_an_existing_tag_merges_the_two(cli: Cli, keep: Keep, journal: Journal) -> None:
    keep(1, tags=("launch", "team"))
    cli("tags", "rename", "team", "launch")
    assert journal.entries.get("@").tags == ("launch",)


def test_future_dates_are_rejected(cli: Cli, keep: Keep) -> None:
    keep(1)
    cli("edit", "@", "--date", "tomorrow", code=2)
    assert "2026-03-04" in cli("edit", "@", "--date", "03/04/2026", code=2).err
    cli("edit", "@", "--date", "2026-11-01")
    assert date(2026, 11, 1).isoformat() in cli("list", "--json").out


def test_entry_still_in_the_inbox_can_be_edited(cli: Cli, keep: Keep, journal: Journal) -> None:
    keep(1)
    keep(2)
    cli("edit", from_int(1), "--title", "Changed")
    assert {
        entry.title
        for entry in (journal.entries.get(from_int(1)), journal.entries.get(from_int(2)))
    } == {
        "Changed",
        "Launched without support",
    }


def test_tags_are_normalised_regardless_of_their_source(cli: Cli, journal: Journal) -> None:
    form = cli("new", "--form").out.replace("tags:", "tags: ['#Team', team]", 1)
    form = form.replace("## What happened?", "## What happened?\n\nWe launched.")
    cli("new", "--from", "-", stdin=form)
    assert journal.entries.get("@").tags == ("team",)
    wrong = form.replace("'#Team'", "'a,b'")
    assert "not a tag" in cli("new", "--from", "-", stdin=wrong, code=7).err
    assert "both are" in cli("tags", "rename", "team", "Team", code=2).err


def test_near_miss_is_marked_found_and_unmarked(cli: Cli, journal: Journal) -> None:
    cli("capture", "The scaffold came down after hours", "--near-miss")
    cli("capture", "Launched alone")
    assert "≈ The scaffold" in cli("list").out
    assert "≈ Launched" not in cli("list").out
    found = json.loads(cli("list", "is:near-miss", "--json").out)["entries"]
    assert [entry["title"] for entry in found] == ["The scaffold came down after hours"]
    assert found[0]["near_miss"] is True
    assert "a near miss" in cli("show", "@2").out
    cli("edit", "@2", "--no-near-miss")
    cli("edit", "@", "--near-miss")
    assert [entry.near_miss for entry in map(journal.entries.get, ("@2", "@"))] == [False, True]
    listed = json.loads(cli("list", "--json", "--", "-is:near-miss").out)["entries"]
    assert [entry["near_miss"] for entry in listed] == [False]


def test_entry_of_the_guide_is_a_near_miss(cli: Cli, journal: Journal) -> None:
    form = cli("new", "--form", "--guide", "near-miss").out
    cli("new", "--from", "-", stdin=form.replace("#\n", "# It held\n", 1))
    assert journal.entries.get("@").near_miss
