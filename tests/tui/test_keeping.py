"""Keeping a session: in order, the newest alone, never two at once, and never in vain."""

import threading
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError, ReflectError
from reflect.journal import Journal
from reflect.practice.session import Session
from reflect.tui.keeping import FAILED, KEPT, KEPT_AGAIN, Keeping
from tests.sealed import text_of


class Disk:
    """Stands between a journal and its drafts; it can fail, and be held up.

    Args:
        journal: whose drafts go through it.
        monkeypatch: puts it there.
    """

    def __init__(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: list[str] = []
        self.is_full = False
        self.way = threading.Event()
        self.way.set()
        self.reached = threading.Event()
        self.at_once = 0
        self.most_at_once = 0
        self._save = journal.keep_snapshot
        monkeypatch.setattr(journal, "keep_snapshot", self._keep)

    def _keep(self, draft_id: str, data: dict[str, Any]) -> None:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.reached.set()
        assert self.way.wait(10)
        self.at_once -= 1
        if self.is_full:
            raise FileError("no space left")
        self.written.append(data["typing"][1])
        self._save(draft_id, data)


@pytest.fixture
def disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk of the journal."""
    return Disk(journal, monkeypatch)


@pytest.fixture
def session(journal: Journal) -> Session:
    """A session with nothing in it."""
    return journal.begin("drucker")


@pytest.fixture
def keeping(journal: Journal, session: Session, tmp_path: Path, disk: Disk) -> Keeping:
    """What keeps it."""
    return Keeping(journal, session, tmp_path / "recovery")


def typed(session: Session, text: str) -> None:
    """Type a text to the first question."""
    session.typing = ("happened", text)


def test_what_was_typed_is_in_the_draft(
    keeping: Keeping, session: Session, journal: Journal
) -> None:
    typed(session, "We launched.")
    assert keeping.take()
    assert keeping.write() == (KEPT, None)
    assert journal.resume().typing == ("happened", "We launched.")


def test_nothing_is_kept_of_nothing(keeping: Keeping, session: Session, disk: Disk) -> None:
    assert not keeping.take()
    typed(session, "   ")
    assert not keeping.take()
    assert keeping.write() == ("", None)
    assert disk.written == []


def test_nothing_is_written_twice(keeping: Keeping, session: Session, disk: Disk) -> None:
    typed(session, "a")
    keeping.take()
    keeping.write()
    assert not keeping.take()
    keeping.write()
    assert disk.written == ["a"]


def test_while_one_is_written_the_newest_alone_waits(
    keeping: Keeping, session: Session, disk: Disk
) -> None:
    disk.way.clear()
    threads = []
    for text in ("a", "b", "c"):
        typed(session, text)
        keeping.take()
        threads.append(threading.Thread(target=keeping.write))
        threads[-1].start()
        # The first is on its way before the others are typed.
        assert disk.reached.wait(10)
    disk.way.set()
    for thread in threads:
        thread.join(10)
    assert disk.written == ["a", "c"]
    assert disk.most_at_once == 1


def test_keeping_at_once_waits_for_one_under_way_and_comes_last(
    keeping: Keeping, session: Session, disk: Disk, journal: Journal
) -> None:
    disk.way.clear()
    typed(session, "a")
    keeping.take()
    writer = threading.Thread(target=keeping.write)
    writer.start()
    assert disk.reached.wait(10)
    typed(session, "ab")
    at_once = threading.Thread(target=keeping.keep_now)
    at_once.start()
    disk.way.set()
    writer.join(10)
    at_once.join(10)
    assert disk.written == ["a", "ab"]
    assert disk.most_at_once == 1
    assert journal.resume().typing[1] == "ab"


def test_a_failure_is_told_once_and_tried_again(
    keeping: Keeping, session: Session, disk: Disk, journal: Journal
) -> None:
    disk.is_full = True
    typed(session, "a")
    assert keeping.take()
    told, error = keeping.write()
    assert (told, error and error.message) == (FAILED, "no space left")
    assert keeping.take(), "it waits to be tried again"
    assert keeping.write() == ("", None)
    disk.is_full = False
    assert keeping.take()
    assert keeping.write() == (KEPT_AGAIN, None)
    assert journal.resume().typing[1] == "a"


def test_after_a_failure_the_newest_words_are_tried(
    keeping: Keeping, session: Session, disk: Disk
) -> None:
    disk.is_full = True
    typed(session, "a")
    keeping.take()
    keeping.write()
    typed(session, "ab")
    keeping.take()
    disk.is_full = False
    keeping.write()
    assert disk.written == ["ab"]


def test_a_failure_does_not_put_old_words_before_newer_ones(
    keeping: Keeping, session: Session, disk: Disk
) -> None:
    disk.is_full = True
    disk.way.clear()
    typed(session, "a")
    keeping.take()
    writer = threading.Thread(target=keeping.write)
    writer.start()
    assert disk.reached.wait(10)
    typed(session, "ab")
    keeping.take()
    disk.way.set()
    writer.join(10)
    disk.is_full = False
    keeping.write()
    assert disk.written == ["ab"]


def test_what_cant_be_kept_at_once_is_rescued_and_the_error_says_where(
    keeping: Keeping, session: Session, disk: Disk, tmp_path: Path
) -> None:
    disk.is_full = True
    typed(session, "We launched.")
    with pytest.raises(FileError) as problem:
        keeping.keep_now()
    (file,) = (tmp_path / "recovery").iterdir()
    assert "We launched." in text_of(file)
    assert str(file) in problem.value.hint


def test_what_can_be_rescued_nowhere_is_in_the_error(
    keeping: Keeping, session: Session, disk: Disk, tmp_path: Path
) -> None:
    disk.is_full = True
    (tmp_path / "recovery").write_text("in the way")
    typed(session, "We launched.")
    with pytest.raises(FileError) as problem:
        keeping.keep_now()
    assert "We launched." in problem.value.hint


def test_once_it_is_saved_no_draft_comes_back(
    keeping: Keeping, session: Session, journal: Journal
) -> None:
    session.answer("We launched.")
    entry = keeping.save(unfinished=True)
    typed(session, "late")
    assert not keeping.take()
    keeping.write()
    keeping.keep_now()
    assert journal.drafts() == []
    assert journal.entry(entry.id).title == "We launched."


def test_what_cant_be_saved_stays_a_draft(
    keeping: Keeping, session: Session, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(entry: object) -> None:
        raise FileError("no space left", hint="Make room.")

    monkeypatch.setattr(journal, "add", fail)
    session.answer("We launched.")
    with pytest.raises(FileError) as problem:
        keeping.save(unfinished=True)
    assert problem.value.hint == (f"Make room. The draft is kept: `reflect resume {session.id}`.")
    assert journal.resume().answers == {"happened": "We launched."}


def test_what_can_be_saved_nowhere_is_rescued(
    keeping: Keeping,
    session: Session,
    journal: Journal,
    disk: Disk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(entry: object) -> None:
        raise FileError("the journal can't be written")

    disk.is_full = True
    monkeypatch.setattr(journal, "add", fail)
    session.answer("We launched.")
    with pytest.raises(ReflectError, match="the journal can't be written") as problem:
        keeping.save(unfinished=True)
    (file,) = (tmp_path / "recovery").iterdir()
    assert str(file) in problem.value.hint


def test_a_session_that_was_only_looked_at_is_untouched(
    journal: Journal, tmp_path: Path, disk: Disk
) -> None:
    noted = journal.capture("Promised a date")
    session = journal.resume(noted.id)
    keeping = Keeping(journal, session, tmp_path / "recovery")
    session.back()
    assert keeping.is_untouched
    assert not keeping.take()
    typed(session, "more")
    assert not keeping.is_untouched
    assert keeping.take()
