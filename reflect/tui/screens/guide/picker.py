"""The guide picker, which asks for a need and then for one of its guides."""

import textwrap
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reflect.errors import Notice, ReflectError, fill_command
from reflect.model.guide import NEEDS, Guide
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.notify import line_writer
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.widgets.footer import KeyFooter

# The widths of the box, its frame and the number before each row, in columns.
MAX_WIDTH, FRAME_WIDTH, INDENT = 72, 8, 3
# The heights of the frame with the question and the footer, and of the list of invalid guides.
FRAME_HEIGHT, PROBLEMS_HEIGHT = 7, 3
ASK_NEED = "What is it about?"


class PickerList(OptionList):
    """The list of needs, or of the guides for one need."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "choose", id="menu.choose", tooltip="Choose this one"),
        Binding("down,j", "cursor_down", "Down", id="menu.down", show=False),
        Binding("up,k", "cursor_up", "Up", id="menu.up", show=False),
    ]


class GuidePicker(ModalScreen[str | None]):
    """Asks for a need, then for one of its guides; the result is the guide's name or None.

    Args:
        context: the context that provides the folder of the user's own guides.
    """

    CSS_PATH = "picker.tcss"
    BINDING_GROUP_TITLE = "Guides"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,left", "back", "back", id="menu.back", tooltip="To what is needed, or away"
        ),
        *(
            # Priority, because the next key may be meant for the page that this one opens.
            Binding(
                str(number), f"pick({number - 1})", show=False, id=f"menu.{number}", priority=True
            )
            for number in range(1, 10)
        ),
    ]

    class Loaded(Message):
        """Posted when the guides were loaded.

        Args:
            guides: the valid guides.
            problems: the errors in the user's invalid guides.
        """

        def __init__(self, guides: list[Guide], problems: list[ReflectError]) -> None:
            super().__init__()
            self.guides = guides
            self.problems = problems

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._guides: list[Guide] | None = None
        self._need = ""
        # The need that was chosen before the guides were loaded.
        self._pending_need = ""

    def compose(self) -> ComposeResult:
        with VerticalGroup(id="menu"):
            yield Static(safe_content(ASK_NEED), id="menu-ask")
            yield PickerList(id="menu-list")
            yield Static("", id="menu-problems")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._show_needs(NEEDS[0])
        self._read()

    def on_resize(self) -> None:
        self._fit()
        highlighted = self._list.highlighted or 0
        if self._need:
            self._show_guides(self._need)
        else:
            self._show_needs(NEEDS[0])
        self._list.highlighted = highlighted

    def _fit(self) -> None:
        other = FRAME_HEIGHT + PROBLEMS_HEIGHT * self.query_one("#menu-problems").display
        self._list.styles.max_height = max(self.size.height - other, 3)

    @work(thread=True)
    def _read(self) -> None:
        from reflect.guides.loader import guide_errors, load_guides

        folder = self.context.journal.guides
        self.post_message(self.Loaded(load_guides(folder), guide_errors(folder)))

    @on(Loaded)
    def _loaded(self, event: Loaded) -> None:
        self._guides = event.guides
        problems = self.query_one("#menu-problems", Static)
        problems.update(_problem_line(event.problems, self.app))
        problems.display = bool(event.problems)
        self._fit()
        default = self.context.config.guide
        needs = (guide.need for guide in event.guides if guide.name == default)
        if self._pending_need:
            self._choose_need(self._pending_need)
        else:
            self._show_needs(next(needs, NEEDS[0]))

    @property
    def _list(self) -> PickerList:
        return self.query_one("#menu-list", PickerList)

    def _show_needs(self, highlighted: str) -> None:
        """Show the needs and highlight one."""
        self._need = ""
        options = []
        for number, need in enumerate(NEEDS, 1):
            titles = ", ".join(guide.title for guide in self._of(need))
            options.append(Option(self._row(number, need, titles), id=need))
        self._show(ASK_NEED, options, NEEDS.index(highlighted))

    def _show_guides(self, need: str) -> None:
        """Show the guides for a need."""
        self._need = need
        guides = self._of(need)
        names = [guide.name for guide in guides]
        default = self.context.config.guide
        options = [
            Option(self._row(number, guide.title, guide.about), id=guide.name)
            for number, guide in enumerate(guides, 1)
        ]
        self._show(
            f"{need[:1].upper()}{need[1:]}:",
            options,
            names.index(default) if default in names else 0,
        )

    def _show(self, question: str, options: list[Option], highlighted: int) -> None:
        self.query_one("#menu-ask", Static).update(safe_content(question))
        self._list.clear_options()
        self._list.add_options(options)
        self._list.highlighted = highlighted
        self.set_focus(self._list)

    def _row(self, number: int, label: str, explanation: str) -> Content:
        """Return a row with a number, a label and an explanation below."""
        width = max(min(self.size.width, MAX_WIDTH) - FRAME_WIDTH - INDENT, INDENT)
        rows = textwrap.wrap(safe_line(explanation).plain, width) or [""]
        key = key_of(self, f"menu.{number}") if number < 10 else ""
        return Content.assemble(
            safe_content(key.ljust(INDENT), "$primary"),
            safe_line(label, "bold"),
            *(safe_content(f"\n{' ' * INDENT}{row}", "$quiet") for row in rows),
        )

    def _of(self, need: str) -> list[Guide]:
        return [guide for guide in self._guides or [] if guide.need == need]

    def _choose_need(self, need: str) -> None:
        self._pending_need = ""
        guides = self._of(need)
        if self._guides is None:
            self._pending_need = need
        elif len(guides) == 1:
            self.dismiss(guides[0].name)
        else:
            self._show_guides(need)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_id or "")

    def _choose(self, chosen: str) -> None:
        if self._need:
            self.dismiss(chosen)
        else:
            self._choose_need(chosen)

    def action_pick(self, index: int) -> None:
        if index < self._list.option_count:
            self._list.highlighted = index
            self._choose(self._list.get_option_at_index(index).id or "")

    def action_back(self) -> None:
        if self._need:
            self._show_needs(self._need)
        else:
            self.dismiss(None)


def _problem_line(problems: list[ReflectError], app: App[Any]) -> Content:
    """Return a line that lists the user's invalid guides."""
    if len(problems) == 1:
        return safe_line(f"Left out: {problems[0].message}")
    names = [p.path.name if p.path else p.message for p in problems]
    notice = Notice("{command} says why.", ("guides", "check", "FILE"))
    check = fill_command(notice, line_writer(app))
    return safe_line(f"Left out: {', '.join(names)}; {check}" if names else "")
