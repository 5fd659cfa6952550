"""Browse, part five: what is done with one entry or several."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from reflect.text.display import safe_display
from reflect.tui.screens.browse.detail_view import number_of
from reflect.tui.screens.browse.journal_feed import Following
from reflect.tui.undo import Undo, UndoStack
from reflect.tui.widgets.entry_list import EntryList

MANY = 10  # entries; so many are not deleted by one key alone
_TITLE = 40


class Deeds(Following):
    """Selects, deletes, tags, copies, and takes back."""

    def begin(self) -> None:
        """Begin with nothing to take back."""
        self._undos = UndoStack()
        self._going: set[str] = set()  # being deleted, and listed still
        super().begin()

    def on_entry_list_picked(self, event: EntryList.Picked) -> None:
        """Select what was clicked on."""
        ids = set(event.ids)
        self.set_selected(self.selected ^ ids if event.toggle else self.selected | ids)

    def action_select(self) -> None:
        """Select the entry under the cursor, or no longer, and go on to the next."""
        if current := self.entries.current:
            self.set_selected(self.selected ^ {current})
            self.entries.action_move(1)

    def action_select_all(self) -> None:
        """Select all that is listed."""
        if self.listing is not None:
            self.set_selected(map(self.listing.id, range(len(self.listing))))

    def action_back(self) -> None:
        """Leave the entry; then give up the selection; then the search."""
        if self.detail.has_focus:
            self.entries.focus()
        elif self.selected:
            self.set_selected(())
        elif self.box.value:
            self.on_search_box_cleared()

    def action_delete(self) -> None:
        """Move entries to the trash; ask before a draft goes for good."""
        ids = tuple(one for one in self.chosen() if one not in self._going)
        drafts = tuple(one for one in ids if self.item(one).state == "draft")
        from reflect.tui.screens.dialogs.confirm import Confirm

        if not drafts and len(ids) < MANY:
            self._delete(ids, ())
            return
        if not drafts:
            ask = Confirm(f"Move {self.named(ids)} to the trash?", yes="Delete", no="Keep")
            self.app.push_screen(ask, lambda yes: self._delete(ids, ()) if yes else None)
            return
        rest = tuple(one for one in ids if one not in drafts)
        question = f"Drop {self.named(drafts, 'draft')} for good? A draft has no trash."
        if rest:
            question += f" {self.named(rest)} would go to the trash."
        confirm = Confirm(question, yes="Drop", no="Keep")
        self.app.push_screen(confirm, lambda yes: self._delete(rest, drafts) if yes else None)

    def _delete(self, ids: tuple[str, ...], drafts: tuple[str, ...]) -> None:
        if not ids and not drafts:
            return
        journal, going = self.context.journal, {*ids, *drafts}
        named, dropped = self.named(ids), self.named(drafts, "draft")

        def deed() -> None:
            for one in drafts:
                journal.drafts.discard(one)
            if ids:
                journal.entries.delete(ids)

        def then(_: None) -> None:
            self.set_selected(self.selected - going)
            said = [f"Dropped {dropped}."] if drafts else []
            if ids:
                key, them = self.key_of("browse.undo"), "it" if len(ids) == 1 else "them"
                said.insert(0, f"Deleted {named}. {key} brings {them} back.")
            self.say(" ".join(said))
            self.wrote()

        undo = Undo(f"Brought {named} back.", partial(journal.entries.restore, ids), ids)
        if ids:
            # At once: it stands behind this in the row of writes.
            self._undos.add(undo)
        self._going |= going
        if not self.selected:
            self.entries.action_move(1)
        self.writes.add(deed, then, lambda error: self._did_not(undo, going))

    def action_undo(self) -> None:
        """Take back what was done last."""
        undo = self._undos.take()
        if undo is None:
            self.say("There is nothing to take back.")
            return

        def then(_: object) -> None:
            self._going.difference_update(undo.ids)
            self.say(undo.message)
            # A search stays as it is; what is there again may not be among what it finds.
            self.wrote(undo.ids, go_to=undo.ids[0], keeps_search=True)

        self.writes.add(undo.action, then, lambda error: self._undos.add(undo))

    def action_tag(self) -> None:
        """Add tags and take tags away."""
        from reflect.tui.screens.browse.tag_syntax import problem
        from reflect.tui.screens.dialogs.confirm import AskLine

        ids = self.chosen()
        drafts = [one for one in ids if self.item(one).state == "draft"]
        if drafts:
            self.say("A draft gets its tags when it is finished.", "warning")
            return
        tags = sorted({tag for one in ids for tag in self.item(one).tags})
        now = safe_display(f"Now: {', '.join(tags[:20])}." if tags else "No tags yet.", keep="")
        ask = AskLine(
            f"Tags of {self.named(ids)}",
            help=f'launch adds a tag, -draft takes one away, "on call" has two words. {now}',
            check=problem,
        )
        self.app.push_screen(ask, lambda text: self._tag(ids, text) if text else None)

    def _tag(self, ids: tuple[str, ...], text: str) -> None:
        from reflect.tui.screens.browse.tag_syntax import Change, read_change

        change, journal = read_change(text), self.context.journal
        ids = tuple(filter(self.is_there, ids))
        if not ids:
            self.say("It is no longer there.", "warning")
            return
        back = defaultdict[Change, list[str]](list)
        for one in ids:
            back[change.undone(self.item(one).tags)].append(one)

        def undo() -> None:
            for undone, names in back.items():
                if undone != Change():
                    journal.tags.change(names, add=undone.add, remove=undone.remove)

        def then(count: int) -> None:
            if count:
                key = self.key_of("browse.undo")
                named = number_of(count, "entry", "entries")
                self.say(f"Changed the tags of {named}. {key} takes it back.")
                self.wrote()
            else:
                self._did_not(taken_back)
                self.say("The tags are so already.")

        taken_back = Undo("The tags are as they were.", undo, ids)
        self._undos.add(taken_back)
        self.writes.add(
            lambda: journal.tags.change(ids, add=change.add, remove=change.remove),
            then,
            lambda error: self._did_not(taken_back),
        )

    def action_copy(self) -> None:
        """Copy the lesson, or the title where there is none."""
        if current := self.entries.current:
            item = self.item(current)
            text = item.lesson or item.title
            self.app.copy_to_clipboard(safe_display(text))
            what = "lesson" if item.lesson else "title: it has no lesson"
            self.say(f"Copied the {what}.")

    def named(self, ids: tuple[str, ...], noun: str = "entry") -> str:
        """Name one entry by its title, several by their number."""
        from reflect.tui.widgets.entry_list_renderer import cut, shown_title

        if len(ids) == 1:
            title = cut(shown_title(self.item(ids[0]).title), _TITLE)
            return f"the draft “{title}”" if noun == "draft" else f"“{title}”"
        return number_of(len(ids), noun, "entries" if noun == "entry" else "")

    def _did_not(self, undo: Undo, going: Iterable[str] = ()) -> None:
        """Forget how to take back what did not happen."""
        self._going.difference_update(going)
        self._undos.forget(undo)

    def search_again(self) -> None:
        """What was deleted is no longer listed; under its id there may be something again."""
        if not self.writes.count:
            self._going.clear()
        super().search_again()
