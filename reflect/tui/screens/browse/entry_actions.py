"""Actions on entries: delete, tag, copy and undo."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen

from reflect.text.display import safe_display
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.notify import notify
from reflect.tui.screens.browse.journal_feed import Reload
from reflect.tui.screens.browse.status import count_of
from reflect.tui.undo import Undo, UndoStack
from reflect.tui.write_queue import WriteQueue

if TYPE_CHECKING:
    from reflect.search.document import SearchDocument

CONFIRM_FROM = 10
"""The minimum number of entries for which a deletion asks for confirmation."""
LISTED_TAGS = 20
_TITLE_WIDTH = 40


class EntryActions:
    """Changes entries and keeps an undo history.

    Args:
        node: the screen that shows the dialogs and receives the messages.
        context: the context that provides the journal.
        advance: a callback that moves the cursor away from entries about to be deleted.
    """

    class Done(Message):
        """Posted when the journal was changed.

        Args:
            reload: how to reload the journal.
        """

        def __init__(self, reload: Reload) -> None:
            super().__init__()
            self.reload = reload

    def __init__(
        self, node: Screen[Any], context: AppContext, advance: Callable[[], object]
    ) -> None:
        self.writes = WriteQueue(node)
        self.undos = UndoStack()
        self._node = node
        self._context = context
        self._advance = advance
        self._deleting: set[str] = set()  # still listed until the next reload

    def forget_deleted(self) -> None:
        """Clear the set of entries being deleted after a reload, unless writes are pending."""
        if not self.writes.count:
            self._deleting.clear()

    def delete(self, entries: "Iterable[SearchDocument]") -> None:
        """Move entries to the trash, asking first if there are many or some are drafts."""
        entries = [entry for entry in entries if entry.id not in self._deleting]
        drafts = [entry for entry in entries if entry.state == "draft"]
        rest = [entry for entry in entries if entry.state != "draft"]
        if not entries:
            return
        if not drafts and len(rest) < CONFIRM_FROM:
            self._delete(rest, drafts)
            return
        from reflect.tui.screens.dialogs.confirm import Confirm

        if drafts:
            question = f"Drop {_name(drafts, 'draft')} for good? A draft has no trash."
            if rest:
                question += f" {_name(rest)} would go to the trash."
            confirm = Confirm(question, yes="Drop", no="Keep")
        else:
            confirm = Confirm(f"Move {_name(rest)} to the trash?", yes="Delete", no="Keep")
        self._node.app.push_screen(confirm, lambda yes: self._delete(rest, drafts) if yes else None)

    def _delete(
        self, entries: "Sequence[SearchDocument]", drafts: "Sequence[SearchDocument]"
    ) -> None:
        journal = self._context.journal
        ids, draft_ids = tuple(entry.id for entry in entries), [draft.id for draft in drafts]
        undo = Undo(f"Brought {_name(entries)} back.", partial(journal.entries.restore, ids), ids)

        def delete() -> None:
            for draft_id in draft_ids:
                journal.drafts.discard(draft_id)
            if ids:
                journal.entries.delete(ids)

        def deleted(_: None) -> None:
            lines = []
            if ids:
                key, them = key_of(self._node, "browse.undo"), "it" if len(ids) == 1 else "them"
                lines.append(f"Deleted {_name(entries)}. {key} brings {them} back.")
            if drafts:
                lines.append(f"Dropped {_name(drafts, 'draft')}.")
            self._notify(" ".join(lines))
            self._post()

        if ids:
            # Pushed immediately, because an undo is queued behind the deletion anyway.
            self.undos.push(undo)
        self._deleting.update(ids, draft_ids)
        self._advance()
        self.writes.add(delete, deleted, lambda error: self._failed(undo, (*ids, *draft_ids)))

    def undo(self) -> None:
        """Undo the last action."""
        undo = self.undos.pop()
        if undo is None:
            self._notify("There is nothing to take back.")
            return

        def undone(_: object) -> None:
            self._deleting.difference_update(undo.ids)
            self._notify(undo.message)
            # `_post` keeps the search, even if it hides the restored entries.
            self._post(frozenset(undo.ids), undo.ids[0])

        self.writes.add(undo.action, undone, lambda error: self.undos.push(undo))

    def tag(self, entries: "Sequence[SearchDocument]") -> None:
        """Ask for tags to add to entries and to remove from them."""
        from reflect.tui.screens.browse.tag_syntax import problem
        from reflect.tui.screens.dialogs.confirm import AskLine

        if any(entry.state == "draft" for entry in entries):
            self._notify("A draft gets its tags when it is finished.", is_warning=True)
            return
        tags = sorted({tag for entry in entries for tag in entry.tags})[:LISTED_TAGS]
        now = safe_display(f"Now: {', '.join(tags)}." if tags else "No tags yet.", keep="")
        ask = AskLine(
            f"Tags of {_name(entries)}",
            help=f'launch adds a tag, -draft takes one away, "on call" has two words. {now}',
            check=problem,
        )
        ids = [entry.id for entry in entries]
        self._node.app.push_screen(ask, lambda text: self._tag(ids, text) if text else None)

    def _tag(self, ids: Sequence[str], text: str) -> None:
        from reflect.tui.screens.browse.tag_syntax import TagChange, parse_change

        journal, change = self._context.journal, parse_change(text)
        snapshot = journal.snapshots.latest
        inverses = defaultdict[TagChange, list[str]](list)
        for entry_id in ids:
            if (place := snapshot.index_of(entry_id)) is not None:
                inverses[change.inverse(snapshot.item(place).tags)].append(entry_id)
        if not inverses:
            self._notify("It is no longer there.", is_warning=True)
            return
        ids = [entry_id for names in inverses.values() for entry_id in names]

        def restore_tags() -> None:
            for inverse, names in inverses.items():
                if inverse != TagChange():
                    journal.tags.change(names, add=inverse.add, remove=inverse.remove)

        def tagged(count: int) -> None:
            if count:
                key, named = key_of(self._node, "browse.undo"), count_of(count, "entry", "entries")
                self._notify(f"Changed the tags of {named}. {key} takes it back.")
                self._post()
            else:
                self._failed(undo)
                self._notify("The tags are so already.")

        undo = Undo("The tags are as they were.", restore_tags, tuple(ids))
        self.undos.push(undo)
        self.writes.add(
            lambda: journal.tags.change(ids, add=change.add, remove=change.remove),
            tagged,
            lambda error: self._failed(undo),
        )

    def occasion(self, entry: "SearchDocument") -> None:
        """Ask whether an entry's lesson was used."""
        from reflect.tui.screens.dialogs.occasion import OccasionFlow

        flow = OccasionFlow(self._node, self._context, self.writes, self.undos)
        flow.ask(entry.id, entry.title, entry.lesson, "browse.undo")

    def copy(self, entry: "SearchDocument") -> None:
        """Copy an entry's lesson, or its title if it has none."""
        self._node.app.copy_to_clipboard(safe_display(entry.lesson or entry.title))
        copied = "lesson" if entry.lesson else "title: it has no lesson"
        self._notify(f"Copied the {copied}.")

    def _failed(self, undo: Undo, ids: Iterable[str] = ()) -> None:
        """Clean up after an action that failed or had no effect."""
        self._deleting.difference_update(ids)
        self.undos.remove(undo)

    def _post(self, own_ids: frozenset[str] = frozenset(), select: str = "") -> None:
        self._node.post_message(self.Done(Reload(own_ids, select, keep_search=True)))

    def _notify(self, text: str, *, is_warning: bool = False) -> None:
        notify(self._node.app, text, "warning" if is_warning else "information")


def _name(entries: "Sequence[SearchDocument]", noun: str = "entry") -> str:
    """Return the title of a single entry, or the number of entries."""
    from reflect.tui.widgets.entry_list_renderer import cut, shown_title

    if len(entries) == 1:
        title = cut(shown_title(entries[0].title), _TITLE_WIDTH)
        return f"the draft “{title}”" if noun == "draft" else f"“{title}”"
    return count_of(len(entries), noun, "entries" if noun == "entry" else "")
