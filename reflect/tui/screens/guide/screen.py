"""The guide: one question a page, the quiet between, and the card at the end."""

from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.binding import BindingType

from reflect.errors import LockedError
from reflect.journal.session_saver import NotSavedError
from reflect.tui.bindings import key_of
from reflect.tui.notify import format_error, notify, notify_error
from reflect.tui.results import GuideResult
from reflect.tui.screens.guide.autosave import Sitting
from reflect.tui.screens.guide.bindings import KEYS
from reflect.tui.screens.guide.card import Card
from reflect.tui.screens.guide.editor import through_editor
from reflect.tui.screens.guide.moving import Moving
from reflect.tui.screens.guide.pause import BACK, ENOUGH, LEAVE
from reflect.tui.widgets.inputs import LineInput

# From so many columns or rows on, a class for the stylesheet.
WIDTHS = [(0, "-narrow"), (60, "-wide")]
HEIGHTS = [(0, "-low"), (20, "-middling"), (34, "-high")]
TO_SAVE = "It was encrypted meanwhile. What you wrote is kept as a draft."
# Of these nothing but a whole answer can be saved.
_PICKED = ("choice", "scale", "date")


class GuideScreen(Moving):
    """A guided reflection, one question a page; arguments as in `Turning`."""

    CSS_PATH = "guide.tcss"
    AUTO_FOCUS = ""
    BINDING_GROUP_TITLE = "Guide"
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer each key where it does something."""
        if action in ("next", "keep", "back", "enough"):
            return self.is_begun and (self.card is None or action in ("back", "enough"))
        if action == "save":
            return self.card is not None
        if action == "tags":
            return self.card is not None and not isinstance(self.focused, LineInput)
        if action == "editor":
            return self.field is not None and self.field.is_text
        if action == "done":
            return isinstance(self.focused, LineInput) and self.field is not None
        if action == "before":
            return self.is_mounted and self.before.is_there
        return True

    async def action_enough(self) -> None:
        """Save what is there; the rest waits for another day."""
        if not await self.is_ready():
            return
        field, session = self.field, self.session
        if not self.take() and (field is None or field.question.prompt.answer in _PICKED):
            return
        if not session.has_answers and not session.typing[1].strip():
            notify(self.app, f"Nothing is written yet. {key_of(self, 'guide.leave')} leaves.")
            return
        self.set_focus(None)
        self.save(unfinished=True)

    async def action_leave(self) -> None:
        """Leave; the draft is kept."""
        if not self.is_begun and not self.is_ending:
            self.is_ending = True
            self.dismiss(None)
        elif await self.is_ready():
            self.take()
            self.set_focus(None)
            self.leave()

    async def action_fold_or_leave(self) -> None:
        """Fold away the earlier entries; with nothing unfolded, leave."""
        if self.before.is_unfolded:
            self.before.fold()
        else:
            await self.action_leave()

    async def action_copy_or_leave(self) -> None:
        """Copy what is selected; with nothing selected, leave."""
        try:
            self.action_copy_text()
        except SkipAction:
            await self.action_leave()

    async def action_keep(self) -> None:
        """Keep the draft, and say so."""
        if await self.is_ready():
            self.hold()
            self.keep_aloud()

    async def action_save(self) -> None:
        """Save the entry."""
        if await self.is_ready() and self.take_tags():
            self.set_focus(None)
            self.save(unfinished=False)

    def action_tags(self) -> None:
        """Go to the line for tags."""
        if self.card is not None:
            self.set_focus(self.card.tags.input)

    async def action_editor(self) -> None:
        """Write the answer in the user's editor."""
        if await self.is_ready() and self.field is not None:
            through_editor(self, self.field)

    def after_quiet(self, ending: str | None) -> None:
        """Go on as the quiet was ended."""
        if ending == LEAVE:
            self.app.call_later(self.action_leave)
        elif ending == ENOUGH:
            self.app.call_later(self.action_enough)
        else:
            if ending == BACK:
                self.session.back()
            else:
                self.session.mark_paused()
            self.app.call_later(self.turn)

    @on(Card.Save)
    async def _save_pressed(self) -> None:
        await self.action_save()

    @on(Sitting.Stuck)
    def _stuck(self, event: Sitting.Stuck) -> None:
        """Stay, and say where the words are; who wants to leave all the same may."""
        if event.was_leaving and self.has_been_stuck:
            self.context.farewell.append(format_error(event.error, self.app))
            self.dismiss(GuideResult(is_reported=True))
            return
        notify_error(self.app, event.error)
        error = event.error
        cause = error.cause if isinstance(error, NotSavedError) else error
        if isinstance(cause, LockedError):
            from reflect.tui.screens.dialogs.passphrase import ask_passphrase

            ask_passphrase(self.app, self.context, TO_SAVE, self._is_open)
        self.has_been_stuck = event.was_leaving
        self.is_ending = False
        self.app.call_later(self.turn)

    def _is_open(self) -> None:
        notify(self.app, "The journal is open: save once more.")
