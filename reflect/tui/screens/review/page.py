"""The page of a review: one look-back or lesson after another, a step at a time."""

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from textual import getters
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from reflect.errors import ReflectError, UsageError
from reflect.journal.review import DueLesson
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error
from reflect.tui.safe_text import safe_content
from reflect.tui.screens.review.actions import ReviewActions
from reflect.tui.screens.review.lesson_flow import LessonFlow
from reflect.tui.screens.review.look_back_flow import LookBackFlow
from reflect.tui.screens.review.page_view import PageView, ReviewFlow
from reflect.tui.screens.review.review_list import ReviewItem
from reflect.tui.widgets.footer import KeyFooter
from reflect.tui.widgets.inputs import LineInput, keys_handled
from reflect.tui.widgets.status_bar import StatusBar

HEIGHTS = [(0, "-short"), (20, "-tall")]
_MOST_CHOICES = 3


def _binding(
    key: str, action: str, label: str, name: str, tooltip: str, *, show: bool = True
) -> Binding:
    """Return a binding that takes precedence over those of the field.

    Its action runs as soon as the key is pressed, so that later keys go to the next step.
    """
    return Binding(key, action, label, id=f"look.{name}", tooltip=tooltip, show=show, priority=True)


class ReviewPage(Screen[int]):
    """Asks about what is due; the result is the number of answers.

    Args:
        context: the journal and the settings.
        actions: saves the answers.
        items: what to ask about, in order.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "review.tcss"
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            _binding(
                str(number), f"choose({number})", str(number), str(number),
                f"Answer {number}", show=False,
            )
            for number in range(1, _MOST_CHOICES + 1)
        ),
        _binding("space", "turn", "show the lesson", "turn", "Show the lesson"),
        _binding("e", "reword", "reword", "reword", "Say the lesson in other words"),
        _binding("enter", "next", "next", "next", "On; an empty answer skips the question"),
        _binding("backspace", "back", "back", "back", "To the question before"),
        _binding("escape,ctrl+q", "leave", "leave", "leave", "Leave; what was answered is kept"),
        Binding("f1", "app.help", "help", id="look.help", tooltip="All keys of this page"),
    ]  # fmt: skip

    field = getters.query_one(LineInput)

    def __init__(
        self, context: AppContext, actions: ReviewActions, items: Sequence[ReviewItem]
    ) -> None:
        super().__init__()
        self.context = context
        self._actions = actions
        self._items = list(items)
        self._flows: list[ReviewFlow] = []  # to be asked again
        self._all: list[ReviewFlow] = []
        self._is_closed = False
        self.flow: ReviewFlow = self._flow(self._items.pop(0))
        self._view: PageView = self.flow.view()

    def compose(self) -> ComposeResult:
        yield StatusBar("")
        with Vertical(id="column"), VerticalScroll(id="page", can_focus=False):
            yield Static(id="page-title")
            yield Static(id="page-body")
            yield Static(id="page-ask")
            yield Static(id="page-choices")
            yield LineInput()
            yield Static(id="page-problem")
            yield Static(id="page-help")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.show_step()

    def _flow(self, item: ReviewItem) -> ReviewFlow:
        flow: ReviewFlow

        def failed() -> None:
            self._failed(flow)

        if isinstance(item, DueLesson):
            flow = LessonFlow(item, self.context, self._actions, failed)
        else:
            flow = LookBackFlow(item, self.context, self._actions, failed)
        self._all.append(flow)
        return flow

    def _answered(self) -> int:
        return sum(flow.answered for flow in self._all)

    # The page

    def show_step(self) -> None:
        """Show the current step, going on to the next item if this one is done."""
        while self.flow.is_done:
            if self._flows:
                self.flow = self._flows.pop(0)
            elif self._items:
                self.flow = self._flow(self._items.pop(0))
            else:
                self._close()
                return
        view = self._view = self.flow.view()
        self.query_one(StatusBar).show_status(safe_content(view.place))
        choices = "\n".join(f"{number}  {text}" for number, text in enumerate(view.choices, 1))
        parts = {
            "title": view.title,
            "body": view.body,
            "ask": safe_content(view.ask),
            "choices": safe_content(choices),
            "help": safe_content(view.help),
            "problem": safe_content(""),
        }
        with self.app.batch_update():
            for name, content in parts.items():
                part = self.query_one(f"#page-{name}", Static)
                part.update(content)
                part.display = bool(content)
            self._show_field(view)
        self.refresh_bindings()
        # The question stays in sight below a long plan.
        self.call_after_refresh(self.query_one("#page", VerticalScroll).scroll_end, animate=False)

    def _close(self) -> None:
        # Dismissing a second time would close the screen below.
        if not self._is_closed:
            self._is_closed = True
            self.dismiss(self._answered())

    def _show_field(self, view: PageView) -> None:
        field = self.field
        field.display = view.text is not None
        if view.text is None:
            self.set_focus(None)
            return
        field.value = view.text
        field.cursor_position = len(view.text)
        self.set_focus(field)

    def _failed(self, flow: ReviewFlow) -> None:
        """Show the step to which a flow went back because an answer could not be saved."""
        if self._is_closed:
            return
        if flow is self.flow:
            self.show_step()
        elif not flow.is_done:
            # Its question is asked again after the current item.
            self._flows.insert(0, flow)

    def _text(self) -> str:
        return self.field.value.strip() if self._view.text is not None else ""

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        view = self._view
        match action:
            case "choose":
                number = parameters[0]
                return isinstance(number, int) and number <= len(view.choices)
            case "turn":
                return view.turns
            case "reword":
                return view.rewords
            case "back":
                return view.goes_back
        return True

    def action_choose(self, number: int) -> None:
        self.flow.choose(number)
        self.show_step()

    def action_turn(self) -> None:
        self.flow.answer("")
        self.show_step()

    def action_reword(self) -> None:
        if isinstance(self.flow, LessonFlow):
            self.flow.reword()
            self.show_step()

    async def action_next(self) -> None:
        """Answer with the text in the field, or skip the question."""
        await keys_handled(self)
        try:
            self.flow.answer(self._text())
        except UsageError as error:
            problem = self.query_one("#page-problem", Static)
            problem.update(safe_content(format_error(error, self.app)))
            problem.display = True
        else:
            self.show_step()

    async def action_back(self) -> None:
        """Go to the step before, unless the key deletes a letter."""
        await keys_handled(self)
        if self._view.text is not None and self.field.value:
            raise SkipAction
        if self.flow.back():
            self.show_step()

    async def action_leave(self) -> None:
        """Leave other words for a lesson, or the page; what was answered is kept."""
        await keys_handled(self)
        self.flow.keep(self._text())
        if self._view.text is not None and isinstance(self.flow, LessonFlow):
            self.flow.back()
            self.show_step()
        else:
            self._close()

    def save_now(self) -> str:
        """Save all answers and the text in the field because the process is about to exit."""
        with suppress(ReflectError):
            self.flow.keep_now(self._text())
            return ""
        return "The last answer of the look-back could not be saved."
