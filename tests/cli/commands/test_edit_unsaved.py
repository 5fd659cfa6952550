"""Text that could not be saved is recovered with the commands named by doctor and the errors."""

import fcntl
import os
import shutil
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.journal.recovery import AutosaveCopy, write_recovery_file, write_session_recovery
from reflect.model.entry import Entry
from reflect.store import paths
from tests.cli.commands.test_new_form import FORM, editor, recovered
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import only, talk
from tests.factories import NOW
from tests.sealed import encryption_in, on_both, text_of

pytestmark = on_both

needs_vim = pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
Keep = Callable[..., Entry]


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in memory for the editor's files."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


FAILING = 'echo "Written in vain." >> "$1"; exit 1'


@pytest.fixture
def aside(home: Path) -> Path:
    """The recovery folder."""
    return home / "state" / "reflect" / "recovery"


def only_file(folder: Path) -> Path:
    """The one file in a folder."""
    (file,) = folder.iterdir()
    return file


def take_up(entry_id: str, commands: str, home: Path) -> str:
    """Edit an entry on a terminal, starting with the unsaved text; return the screen."""
    with talk("edit", entry_id, columns=300, environ={"VISUAL": editor(home, commands)}) as reflect:
        reflect.sees("Begin with it?")
        reflect.type("y\r")
        reflect.ends()
        return reflect.screen.text


@pytest.mark.parametrize(
    "note",
    ["The pager rang", "# Not a title\n\nThe pager rang\n## nor a heading", "---\nThe pager: rang"],
)
def test_unsaved_note_is_saved_from_its_recovery_file(
    cli: Cli, folder: Path, aside: Path, journal: Journal, note: str
) -> None:
    (folder / paths.INBOX).mkdir(parents=True)
    assert str(aside) in cli("capture", stdin=note, code=None).err
    (folder / paths.INBOX).rmdir()
    assert "takes neither" in cli("new", "T", "--from", str(only_file(aside)), code=2).err
    said = cli("new", "--from", str(only_file(aside)), "--tag", "pager").err
    entry = only(journal)
    assert f"`reflect resume {entry.id}`" in said
    assert (entry.state, entry.answers[0].text, entry.tags) == ("capture", note, ("pager",))


def test_unsaved_answer_from_the_editor_becomes_a_note(
    cli: Cli, folder: Path, aside: Path, journal: Journal
) -> None:
    file = write_recovery_file(aside, "We launched on Friday.\n", "happened", encryption_in(folder))
    cli("new", "--from", str(file))
    assert only(journal).answers[0].text == "We launched on Friday."


def test_text_outside_the_recovery_folder_is_not_a_note(
    cli: Cli, home: Path, journal: Journal
) -> None:
    (home / "capture-1.md").write_text("The pager rang")
    assert "line 1" in cli("new", "--from", "capture-1.md", code=7).err
    assert not journal.entries.rows()


def test_unsaved_form_from_the_editor_is_saved_from_its_recovery_file(
    cli: Cli, home: Path, aside: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(home, f"cat > \"$1\" <<'END'\n{FORM}END\nexit 1"))
    cli("new", "--edit", code=7)
    cli("new", "--from", str(only_file(aside)))
    assert only(journal).title == "Launched alone"


def test_invalid_form_in_a_recovery_file_names_the_line(cli: Cli, aside: Path) -> None:
    cli("new", "--from", "-", stdin="No heading at all", code=7)
    assert "line 1" in cli("new", "--from", str(only_file(aside)), code=7).err


@pytest.mark.parametrize("is_note", [False, True], ids=["an entry", "a note"])
def test_unsaved_text_is_offered_at_the_next_edit(
    cli: Cli, home: Path, keep: Keep, aside: Path, journal: Journal, is_note: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    entry = journal.entries.capture("The pager rang") if is_note else keep()
    monkeypatch.setenv("VISUAL", editor(home, FAILING))
    cli("edit", entry.id, code=7)
    file = only_file(aside)
    refused = cli("new", "--from", str(file), code=2).err
    assert entry.id in refused
    assert f"`reflect edit {entry.id}`" in refused
    said = take_up(entry.id, "true", home)
    assert f"is in {file}." in said
    assert f"Saved {entry.id}." in said
    assert only(journal).answers[-1].text.endswith("Written in vain.")
    assert not recovered(home)


def test_unsaved_text_is_kept_until_it_is_saved(
    cli: Cli, home: Path, keep: Keep, aside: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep()
    form = cli("show", entry.id, "--markdown").out
    AutosaveCopy(aside, entry.id, encryption_in(folder)).save(form.replace("# ", "# Not ", 1))
    with talk("edit", entry.id, environ={"VISUAL": editor(home, "exit 1")}) as reflect:
        reflect.sees("Begin with it?")
        reflect.type("y\r")
        reflect.ends(7)
    monkeypatch.setenv("VISUAL", editor(home, "true"))
    assert f"is in {only_file(aside)}." in cli("edit", entry.id).err
    assert text_of(only_file(aside)).count("# Not ") == 1


def test_declining_the_unsaved_text_edits_the_stored_entry(
    keep: Keep, home: Path, aside: Path
) -> None:
    entry = keep()
    write_recovery_file(
        aside, "---\nkind: silly\n", entry.id, encryption_in(home / "data" / "reflect")
    )
    with talk("edit", entry.id, environ={"VISUAL": editor(home, "true")}) as reflect:
        reflect.sees("Begin with it?")
        reflect.type("\r")
        reflect.sees("Nothing changed")
        reflect.ends()
    assert len(recovered(home)) == 1


def test_newest_unsaved_text_is_offered_and_reported_as_outdated(
    cli: Cli, keep: Keep, home: Path, aside: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep()
    form = cli("show", entry.id, "--markdown").out
    for number, title in enumerate(("# Older ", "# Newer ")):
        file = write_recovery_file(
            aside, form.replace("# ", title, 1), entry.id, encryption_in(folder)
        )
        assert file
        os.utime(file, (number, number))
    monkeypatch.setenv("REFLECT_NOW", (NOW + timedelta(days=1)).isoformat())
    cli("edit", entry.id, "--tag", "since")
    said = take_up(entry.id, "true", home)
    assert "1 more" in said
    assert "was changed since" in said
    assert "Newer" in cli("list").out
    assert text_of(only_file(aside)).count("# Older ") == 1


def test_unreadable_recovery_file_is_reported(keep: Keep, home: Path, aside: Path) -> None:
    entry = keep()
    aside.mkdir(parents=True)
    (aside / f"{entry.id}-1.md.age").write_bytes(b"age-encryption.org/v1\nfoo")
    (aside / f"{entry.id}-2.md").write_bytes(b"\xff")
    for _ in range(2):
        with talk("edit", entry.id, environ={"VISUAL": editor(home, "true")}) as reflect:
            reflect.sees("opened")
            reflect.sees("Nothing changed")
            reflect.ends()
        (aside / f"{entry.id}-2.md").unlink(missing_ok=True)


def test_unsaved_session_is_saved_from_its_recovery_file(
    cli: Cli, home: Path, folder: Path, aside: Path, journal: Journal
) -> None:
    fresh = journal.drafts.begin("drucker", title="Launched alone")
    fresh.answer("We launched on Friday.")
    file, _ = write_session_recovery(aside, fresh, NOW, encryption_in(folder))
    cli("new", "--from", str(file))
    assert only(journal).title == "Launched alone"
    assert file
    file.unlink()
    note = journal.entries.capture("The pager rang")
    resumed = journal.drafts.resume(note.id)
    resumed.answer("It rang at three.")
    file, _ = write_session_recovery(aside, resumed, NOW, encryption_in(folder))
    assert "reflect edit" in cli("new", "--from", str(file), code=2).err
    take_up(note.id, "true", home)
    assert journal.entries.get(note.id).guide == "drucker"
    assert not recovered(home)


def test_unsaved_text_of_a_deleted_note_becomes_a_note_again(
    cli: Cli, aside: Path, folder: Path, journal: Journal
) -> None:
    note = journal.entries.capture("The pager rang")
    file = write_recovery_file(
        aside, cli("show", note.id, "--markdown").out, note.id, encryption_in(folder)
    )
    cli("delete", note.id, "--yes")
    assert "reflect restore" in cli("new", "--from", str(file), code=2).err
    cli("delete", note.id, "--forever", "--yes")
    cli("new", "--from", str(file))
    assert only(journal) == note


@needs_vim
@pytest.mark.backends("encrypted")
def test_text_typed_in_vim_is_kept_if_the_terminal_closes(
    keep: Keep, aside: Path, runtime: Path
) -> None:
    type_in_vim(keep().id)
    assert "Typed in vain." in text_of(only_file(aside))
    assert not list(runtime.iterdir())


@needs_vim
@pytest.mark.backends("plain")
def test_text_typed_in_vim_is_offered_at_the_next_edit_if_reflect_is_killed(
    keep: Keep, home: Path, aside: Path, runtime: Path, journal: Journal
) -> None:
    entry = keep()
    type_in_vim(entry.id, kills=True)
    # vim, which keeps the folder locked, ends as well.
    lock = os.open(only_file(runtime), os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.close(lock)
    environ = {"VISUAL": editor(home, 'echo >> "$1"')}
    with talk("edit", entry.id, columns=300, environ=environ) as reflect:
        reflect.sees("Begin with it?")
        assert "Typed in vain." in text_of(only_file(aside))
        reflect.type("y\r")
        reflect.sees(f"Saved {entry.id}.")
        reflect.ends()
    assert only(journal).answers[-1].text.endswith("Typed in vain.")
    assert not recovered(home)
    assert not list(runtime.iterdir())


def type_in_vim(entry_id: str, *, kills: bool = False) -> None:
    """Type at the end of an entry in vim, then close the terminal, after killing reflect or not."""
    environ = {"VISUAL": "vim", "LANG": "C.UTF-8"}
    with talk("edit", entry_id, environ=environ) as reflect:
        reflect.sees("Launched without")
        reflect.type("GoTyped in vain.")
        reflect.sees("in vain.")
        if kills:
            reflect.child.kill(signal.SIGKILL)
        reflect.hangs_up()


@pytest.mark.backends("plain")
def test_unsaved_form_is_offered_when_the_same_guide_is_edited(
    aside: Path, home: Path, folder: Path, journal: Journal
) -> None:
    write_recovery_file(aside, FORM, "drucker", encryption_in(folder))
    with talk("new", "--edit", environ={"VISUAL": editor(home, "true")}) as reflect:
        reflect.sees("Begin with it?")
        reflect.type("y\r")
        reflect.sees("Saved")
        reflect.ends()
    assert only(journal).title == "Launched alone"
    assert not recovered(home)
