"""Browse, part six: the ways to other screens and back."""

from typing import TYPE_CHECKING

from reflect.errors import ReflectError
from reflect.journal.recovery import write_recovery_file
from reflect.tui.bindings import key_of
from reflect.tui.notify import format_error
from reflect.tui.results import GuideResult
from reflect.tui.screens.browse.entry_actions import Deeds
from reflect.tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from collections.abc import Callable

    from reflect.model.entry import Entry
    from reflect.practice.session import Session

WAITING = ("capture", "draft", "unfinished")
MOST_LINKS = 50


class Ways(Deeds):
    """Opens the Guide, a capture, the editor, a link."""

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Read an entry, or go on with one that waits."""
        if not self.is_there(event.entry_id):
            return  # it went while the key was on its way
        if self.item(event.entry_id).state in WAITING:
            self._resume(event.entry_id)
        else:
            self.add_class("-reading")
            self.detail.focus()

    def action_new(self) -> None:
        """Begin a reflection: first choose how."""
        from reflect.tui.screens.guide.picker import GuidePicker

        self.ahead.open_page(GuidePicker(self.context), self._begin)

    def _begin(self, name: str | None) -> None:
        if name:
            self._open_guide(lambda: self.context.journal.drafts.begin(name))

    def action_resume(self) -> None:
        """Go on with what was left last."""
        self._resume(None)

    def _resume(self, entry_id: str | None) -> None:
        journal, guide = self.context.journal, self.context.config.guide
        self._open_guide(lambda: journal.drafts.resume(entry_id, guide_name=guide))

    def _open_guide(self, begin: "Callable[[], Session]") -> None:
        if not self.is_active:
            return  # the key was pressed twice
        from reflect.tui.screens.guide.screen import GuideScreen

        self.ahead.open_page(GuideScreen(self.context, begin), self._came_back)

    def _came_back(self, ending: GuideResult | None) -> None:
        """Show what was written."""
        if ending is not None:
            written = ending.entry.id if ending.entry else ending.draft_id
            self.wrote([written], go_to=written)

    def action_capture(self) -> None:
        """Note something now."""
        from reflect.tui.screens.dialogs.capture import CaptureScreen

        self.ahead.open_page(CaptureScreen(self.context), self._capture)

    def _capture(self, note: str | None) -> None:
        if not note or not note.strip():
            return
        self.notes.append(note)

        def captured(entry: "Entry") -> None:
            self.notes.remove(note)
            self._captured(entry)

        def failed(error: ReflectError) -> None:
            self.notes.remove(note)
            self._give_back(note, error)

        self.writes.add(lambda: self.context.journal.entries.capture(note), captured, failed)

    def _give_back(self, note: str, error: ReflectError) -> None:
        """Ask again about a note that could not be saved; a file keeps it where nobody can."""
        if self.is_active:
            from reflect.tui.screens.dialogs.capture import CaptureScreen

            again = CaptureScreen(self.context, note, format_error(error, self.app))
            self.app.push_screen(again, self._capture)
        else:
            self.say(self._rescued(note), "error")

    def save_now(self) -> str:
        """Keep the notes that are being saved, as the process is about to end."""
        return " ".join(map(self._rescued, self.notes))

    def _rescued(self, note: str) -> str:
        file = write_recovery_file(
            self.context.recovery, note, "capture", self.context.journal.encryption
        )
        return f"The note is in {file}." if file else f"The note could be kept nowhere: {note}"

    def _captured(self, entry: "Entry") -> None:
        self.say(f"Noted. {key_of(self.entries, 'list.open')} reflects on it, now or later.")
        self.wrote([entry.id], go_to=entry.id)

    def action_edit(self) -> None:
        """Change an entry in its Markdown form."""
        entry_id = self.entries.current
        if not entry_id:
            return
        if self.item(entry_id).state == "draft":
            key = key_of(self.entries, "list.open")
            self.say(f"A draft is not an entry yet: {key} goes on with it.", "warning")
            return
        from reflect.tui.screens.edit.screen import EditScreen

        reading = self.reading
        self.ahead.open_page(
            EditScreen(self.context, lambda: reading.entry(entry_id)), self._edited
        )

    def _edited(self, is_saved: bool | None) -> None:
        if is_saved:
            self.wrote()

    def action_links(self) -> None:
        """Offer the links of an entry."""
        entry = self._current_entry()
        if entry is None:
            return
        from reflect.search.fields import own_texts
        from reflect.tui.links import links_in

        links = links_in("\n".join(own_texts(entry)))[:MOST_LINKS]
        if not links:
            self.say("There is no link in this entry.")
            return
        from reflect.tui.screens.dialogs.confirm import OpenLink

        self.app.push_screen(OpenLink(links))

    def _current_entry(self) -> "Entry | None":
        """Give the entry under the cursor; where it can't be read, say so."""
        try:
            return self.reading.entry(self.entries.current) if self.entries.current else None
        except ReflectError as error:
            self.complain(error)
            return None

    def action_search(self) -> None:
        """Go to the search box, at once: the next letter is for it."""
        self.set_focus(self.box)

    def action_leave(self) -> None:
        """End the program."""
        self.leave()
