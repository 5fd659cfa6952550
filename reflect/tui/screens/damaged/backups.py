"""The good backups of a journal that is damaged or missing, and the way back to one of them."""

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
from reflect.tui.safe_text import line, plain

if TYPE_CHECKING:
    from reflect.journal.backups import Checked, JournalBackups, OpenedBackup

LOOKING = "Looking at the backups…"
GOOD = "These backups are good, the newest first. Enter shows what going back would do."
NONE = "There is no good backup."


class BackupList(OptionList):
    """The backups that are good."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "go back…", id="trouble.back", tooltip="See what it would do"),
        Binding("down,j", "cursor_down", "Down", id="trouble.down", show=False),
        Binding("up,k", "cursor_up", "Up", id="trouble.up", show=False),
    ]


class Backups(VerticalGroup):
    """Lists the good ones, each as soon as it is checked; restores the one that is chosen.

    Args:
        backups: of the journal.
    """

    class Found(Message):
        """A backup is good."""

        def __init__(self, checked: "Checked") -> None:
            super().__init__()
            self.checked = checked

    class Looked(Message):
        """All were looked at, or could not be."""

        def __init__(self, error: ReflectError | None) -> None:
            super().__init__()
            self.error = error

    class Weighed(Message):
        """What a restore would do."""

        def __init__(self, chosen: "OpenedBackup", words: str) -> None:
            super().__init__()
            self.chosen = chosen
            self.words = words

    class Failed(Message):
        """It could not be looked at, or not be restored."""

        def __init__(self, error: ReflectError) -> None:
            super().__init__()
            self.error = error

    class Restored(Message):
        """The journal is that backup now."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, backups: "JournalBackups") -> None:
        super().__init__()
        self.is_restoring = False
        self._backups = backups
        self._chosen: OpenedBackup | None = None

    def compose(self) -> ComposeResult:
        """Lay out what is said above the rows."""
        yield Static(LOOKING, id="backups-told")
        yield BackupList()

    def on_mount(self) -> None:
        """Look at them meanwhile."""
        self.query_one(BackupList).display = False
        self._look()

    @work(thread=True)
    def _look(self) -> None:
        worker, error = get_current_worker(), None
        try:
            for checked in self._backups.check():
                if worker.is_cancelled:
                    return
                if checked.is_sound:
                    self.post_message(self.Found(checked))
        except ReflectError as problem:
            error = problem
        self.post_message(self.Looked(error))

    @on(Found)
    def _found(self, event: Found) -> None:
        from reflect.journal.restore_messages import row_of

        rows, backup = self.query_one(BackupList), event.checked.backup
        rows.add_option(Option(line(row_of(event.checked)), id=backup.id))
        if not rows.display:
            rows.display = True
            rows.highlighted = 0
            # When it has its place: what has the focus is brought into sight.
            self.call_after_refresh(rows.focus)

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        self._tell(GOOD if self.query_one(BackupList).option_count else NONE)
        if event.error is not None:
            notify_error(self.app, event.error)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._weigh(event.option_id or "")

    @work(thread=True, exclusive=True, group="weighing")
    def _weigh(self, name: str) -> None:
        from reflect.journal.restore_messages import announced

        try:
            chosen = self._backups.open(name)
            words = announced(chosen, self._backups.compare(chosen))
        except ReflectError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Weighed(chosen, words))

    @on(Weighed)
    def _weighed(self, event: Weighed) -> None:
        from reflect.tui.screens.dialogs.confirm import Confirm

        if not self.screen.is_active:
            return  # the key was pressed twice
        self._chosen = event.chosen
        ask = Confirm(event.words, yes="Go back to it", no="Leave all as it is")
        self.app.push_screen(ask, self._answered)

    def _answered(self, wants_to: bool | None) -> None:
        if wants_to and not self.is_restoring:
            self.is_restoring = True
            self._tell("Going back…")
            self._restore()

    @work(thread=True)
    def _restore(self) -> None:
        from reflect.journal.restore_messages import told

        chosen = self._chosen
        assert chosen is not None
        try:
            done = self._backups.restore(chosen)
        except ReflectError as error:
            self.post_message(self.Failed(error))
        else:
            to_line = line_writer(self.app)
            lines = (fill_command(line, to_line) for line in told(self._backups, chosen, done))
            self.post_message(self.Restored("\n".join(lines)))

    @on(Restored)
    def _restored(self, event: Restored) -> None:
        self.is_restoring = False
        notify(self.app, event.words, "warning")

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        event.stop()
        self.is_restoring = False
        self._tell(GOOD)
        notify_error(self.app, event.error)

    def _tell(self, words: str) -> None:
        self.query_one("#backups-told", Static).update(plain(words))
