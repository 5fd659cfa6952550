"""From page to page: next, back, to a dot; and within an answer of several parts."""

from textual import on
from textual.actions import SkipAction

from reflect.errors import UsageError
from reflect.tui.notify import format_error, notify
from reflect.tui.screens.guide.turning import Turning
from reflect.tui.widgets.answers import AnswerField
from reflect.tui.widgets.answers.commitment import CommitmentField
from reflect.tui.widgets.answers.commitment_row import CommitmentRow
from reflect.tui.widgets.progress_dots import ProgressDots
from reflect.tui.widgets.similar_entries import SimilarEntries


class Moving(Turning):
    """A guide one moves about in; arguments as in `Turning`."""

    async def action_next(self) -> None:
        """Take the answer, and go to the next question."""
        if await self.is_ready() and not self._moved_within(1):
            await self._go_on()

    async def action_done(self) -> None:
        """Be done with a line: go to the next part of the answer, or to the next question."""
        await self.action_next()

    async def action_back(self) -> None:
        """Go to the question before."""
        if not await self.is_ready() or self._moved_within(-1):
            return
        if not self.has_page or not self.take():
            return
        try:
            self.session.back()
        except UsageError:
            notify(self.app, "This is the first question.")
        else:
            await self.turn()

    def action_before(self) -> None:
        """Show the earlier entries that are alike, or fold them away; first unlock them."""
        if self.before.is_locked:
            self.unlock()
        elif self.before.is_unfolded:
            self.before.fold()
        else:
            self.before.unfold(with_focus=True)

    async def is_ready(self) -> bool:
        """Wait for the keys pressed before; False while the screen is about to go."""
        if self.is_ending or not self.is_begun:
            return False
        await self.settled()
        return True

    def _moved_within(self, step: int) -> bool:
        """Go to another part of the answer, where it has parts and this is not the last."""
        field, here = self.field, self.focused
        if not isinstance(field, CommitmentField) or here is None or not field.has_focus_within:
            return False
        lines = [part.input for part in field.query(CommitmentRow) if part.display]
        try:
            field.action_part(step)
        except SkipAction:
            return False
        if here in lines:
            # At once: keys that wait already are for the part one goes to.
            self.set_focus(lines[lines.index(here) + step])
        return True

    async def _go_on(self) -> None:
        if not self.has_page or not self.take(is_next=True):
            return
        try:
            self.session.skip()
        except UsageError as error:
            self.tell_problem(f"{format_error(error, self.app)}.")
        else:
            await self.turn()

    async def _go_to(self, prompt_id: str) -> None:
        if await self.is_ready() and self.has_page and self.take():
            self.session.jump(prompt_id)
            await self.turn()
        else:
            self.focus_here()

    @on(AnswerField.Submitted)
    def _submitted(self) -> None:
        field = self.field

        async def go_on() -> None:
            # A second enter that came before the page was turned is for nobody.
            if not self.is_ending and self.field is field:
                await self._go_on()

        self.app.call_later(go_on)

    @on(ProgressDots.Chosen)
    def _chosen(self, event: ProgressDots.Chosen) -> None:
        self.app.call_later(self._go_to, event.prompt_id)

    @on(SimilarEntries.Folded)
    def _folded(self) -> None:
        self.focus_here()
