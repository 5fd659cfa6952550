"""The backup picker for a damaged or missing journal."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from reflect.errors import ReflectError, fill_command
from reflect.tui.notify import line_writer, notify, notify_error
from reflect.tui.safe_text import safe_content, safe_line

if TYPE_CHECKING:
    from reflect.journal.backups import CheckedBackup, JournalBackups, OpenedBackup

CHECKING = "Looking at the backups…"
SOUND = "These backups are good, the newest first. Enter shows what going back would do."
NONE = "There is no good backup."


class BackupList(OptionList):
    """The list of sound backups."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "go back…", id="damaged.back", tooltip="See what it would do"),
        Binding("down,j", "cursor_down", "Down", id="damaged.down", show=False),
        Binding("up,k", "cursor_up", "Up", id="damaged.up", show=False),
    ]


class BackupPicker(VerticalGroup):
    """Lists sound backups as they are checked, and restores the selected one.

    Args:
        backups: the journal's backups.
    """

    class Found(Message):
        """Posted when a sound backup was found."""

        def __init__(self, checked: "CheckedBackup") -> None:
            super().__init__()
            self.checked = checked

    class Finished(Message):
        """Posted when the check has finished or failed."""

        def __init__(self, error: ReflectError | None) -> None:
            super().__init__()
            self.error = error

    class Previewed(Message):
        """Posted when the preview of a restore is ready."""

        def __init__(self, chosen: "OpenedBackup", preview: str) -> None:
            super().__init__()
            self.chosen = chosen
            self.preview = preview

    class Failed(Message):
        """Posted when a backup could not be opened or restored."""

        def __init__(self, error: ReflectError) -> None:
            super().__init__()
            self.error = error

    class Restored(Message):
        """Posted when a backup was restored."""

        def __init__(self, result: str) -> None:
            super().__init__()
            self.result = result

    def __init__(self, backups: "JournalBackups") -> None:
        super().__init__()
        self.is_restoring = False
        self._backups = backups
        self._chosen: OpenedBackup | None = None

    def compose(self) -> ComposeResult:
        yield Static(CHECKING, id="backups-state")
        yield BackupList()

    def on_mount(self) -> None:
        self.query_one(BackupList).display = False
        self._check()

    @work(thread=True)
    def _check(self) -> None:
        worker, error = get_current_worker(), None
        try:
            for checked in self._backups.check():
                if worker.is_cancelled:
                    return
                if checked.is_sound:
                    self.post_message(self.Found(checked))
        except ReflectError as problem:
            error = problem
        self.post_message(self.Finished(error))

    @on(Found)
    def _add(self, event: Found) -> None:
        from reflect.journal.restore_messages import backup_row

        backups = self.query_one(BackupList)
        row = safe_line(backup_row(event.checked))
        backups.add_option(Option(row, id=event.checked.backup.id))
        if not backups.display:
            backups.display = True
            backups.highlighted = 0
            # Focusing scrolls the list into view, so it must be laid out first.
            self.call_after_refresh(backups.focus)

    @on(Finished)
    def _finish(self, event: Finished) -> None:
        self._show_state(SOUND if self.query_one(BackupList).option_count else NONE)
        if event.error is not None:
            notify_error(self.app, event.error)

    @on(OptionList.OptionSelected)
    def _select(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._preview(event.option_id or "")

    @work(thread=True, exclusive=True, group="preview")
    def _preview(self, name: str) -> None:
        from reflect.journal.restore_messages import restore_preview

        try:
            chosen = self._backups.open(name)
            preview = restore_preview(chosen, self._backups.compare(chosen))
        except ReflectError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Previewed(chosen, preview))

    @on(Previewed)
    def _confirm(self, event: Previewed) -> None:
        from reflect.tui.screens.dialogs.confirm import Confirm

        if not self.screen.is_active:
            return  # the key was pressed twice
        self._chosen = event.chosen
        dialog = Confirm(event.preview, yes="Go back to it", no="Leave all as it is")
        self.app.push_screen(dialog, self._confirmed)

    def _confirmed(self, is_confirmed: bool | None) -> None:
        if is_confirmed and not self.is_restoring:
            self.is_restoring = True
            self._show_state("Going back…")
            self._restore()

    @work(thread=True)
    def _restore(self) -> None:
        from reflect.journal.restore_messages import restore_result

        chosen = self._chosen
        assert chosen is not None
        try:
            done = self._backups.restore(chosen)
        except ReflectError as error:
            self.post_message(self.Failed(error))
        else:
            lines = restore_result(self._backups, chosen, done)
            to_line = line_writer(self.app)
            self.post_message(
                self.Restored("\n".join(fill_command(each, to_line) for each in lines))
            )

    @on(Restored)
    def _report(self, event: Restored) -> None:
        self.is_restoring = False
        notify(self.app, event.result, "warning")

    @on(Failed)
    def _report_error(self, event: Failed) -> None:
        event.stop()
        self.is_restoring = False
        self._show_state(SOUND)
        notify_error(self.app, event.error)

    def _show_state(self, state: str) -> None:
        self.query_one("#backups-state", Static).update(safe_content(state))
