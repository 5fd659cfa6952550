"""Which guide: asked by what is needed, as nobody chooses from fifteen."""

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
from reflect.tui.widgets.keys import Keys

# Columns: of the menu, of its frame, and of the number before each row.
WIDEST, FRAME, INDENT = 72, 8, 3
# Rows: of the frame, the question and the keys; and of what is wrong with a guide.
AROUND, TOLD = 7, 3
ASK_NEED = "What is it about?"


class PickerList(OptionList):
    """What can be chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "choose", id="menu.choose", tooltip="Choose this one"),
        Binding("down,j", "cursor_down", "Down", id="menu.down", show=False),
        Binding("up,k", "cursor_up", "Up", id="menu.up", show=False),
    ]


class GuidePicker(ModalScreen[str | None]):
    """Asks what is needed, then for one of the guides that fit; gives the guide's name.

    Args:
        context: its journal knows where the user's own guides are.
    """

    CSS_PATH = "picker.tcss"
    BINDING_GROUP_TITLE = "Guides"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,left", "back", "back", id="menu.back", tooltip="To what is needed, or away"
        ),
        *(
            # With priority: the next key may be for the page that this one leads to.
            Binding(
                str(number), f"pick({number - 1})", show=False, id=f"menu.{number}", priority=True
            )
            for number in range(1, 10)
        ),
    ]

    class Loaded(Message):
        """The guides were read."""

        def __init__(self, guides: list[Guide], problems: list[ReflectError]) -> None:
            super().__init__()
            self.guides = guides
            self.problems = problems

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._desk = context
        self._guides: list[Guide] | None = None
        self._need = ""
        # Chosen before the guides were read.
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Lay out the question, what can be chosen, and what is wrong with a guide."""
        with VerticalGroup(id="menu"):
            yield Static(safe_content(ASK_NEED), id="menu-ask")
            yield PickerList(id="menu-list")
            yield Static("", id="menu-problems")
        yield Keys()

    def on_mount(self) -> None:
        """Show the needs at once; the guides are read meanwhile."""
        self._show_needs(NEEDS[0])
        self._read()

    def on_resize(self) -> None:
        """Fit the rows into the room there is."""
        self._fit()
        here = self._list.highlighted or 0
        if self._need:
            self._show_guides(self._need)
        else:
            self._show_needs(NEEDS[0])
        self._list.highlighted = here

    def _fit(self) -> None:
        around = AROUND + TOLD * self.query_one("#menu-problems").display
        self._list.styles.max_height = max(self.size.height - around, 3)

    @work(thread=True)
    def _read(self) -> None:
        from reflect.guides.loader import guide_errors, load_guides

        folder = self._desk.journal.guides
        self.post_message(self.Loaded(load_guides(folder), guide_errors(folder)))

    @on(Loaded)
    def _loaded(self, event: Loaded) -> None:
        self._guides = event.guides
        problems = self.query_one("#menu-problems", Static)
        problems.update(_told(event.problems, self.app))
        problems.display = bool(event.problems)
        self._fit()
        usual = next((g.need for g in event.guides if g.name == self._desk.config.guide), NEEDS[0])
        if self._wanted:
            self._choose_need(self._wanted)
        else:
            self._show_needs(usual)

    @property
    def _list(self) -> PickerList:
        return self.query_one("#menu-list", PickerList)

    def _show_needs(self, here: str) -> None:
        """Ask what is needed.

        Args:
            here: the need where the cursor stands.
        """
        self._need = ""
        options = []
        for number, need in enumerate(NEEDS, 1):
            titles = ", ".join(guide.title for guide in self._of(need))
            options.append(Option(self._row(number, need, titles), id=need))
        self._show(ASK_NEED, options, NEEDS.index(here))

    def _show_guides(self, need: str) -> None:
        """Ask for one of the guides for a need."""
        self._need = need
        guides = self._of(need)
        names = [guide.name for guide in guides]
        usual = self._desk.config.guide
        options = [
            Option(self._row(number, guide.title, guide.about), id=guide.name)
            for number, guide in enumerate(guides, 1)
        ]
        self._show(f"{need[:1].upper()}{need[1:]}:", options, max(0, _place(names, usual)))

    def _show(self, ask: str, options: list[Option], here: int) -> None:
        self.query_one("#menu-ask", Static).update(safe_content(ask))
        self._list.clear_options()
        self._list.add_options(options)
        self._list.highlighted = here
        self.set_focus(self._list)

    def _row(self, number: int, words: str, more: str) -> Content:
        """Make a row: its number, what it is, and below it what that means."""
        width = max(min(self.size.width, WIDEST) - FRAME - INDENT, INDENT)
        told = textwrap.wrap(safe_line(more).plain, width) or [""]
        key = key_of(self, f"menu.{number}") if number < 10 else ""
        return Content.assemble(
            safe_content(key.ljust(INDENT), "$primary"),
            safe_line(words, "bold"),
            *(safe_content(f"\n{' ' * INDENT}{row}", "$quiet") for row in told),
        )

    def _of(self, need: str) -> list[Guide]:
        return [guide for guide in self._guides or [] if guide.need == need]

    def _choose_need(self, need: str) -> None:
        self._wanted = ""
        guides = self._of(need)
        if self._guides is None:
            self._wanted = need
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
        """Choose by a number."""
        if index < self._list.option_count:
            self._list.highlighted = index
            self._choose(self._list.get_option_at_index(index).id or "")

    def action_back(self) -> None:
        """Go back to what is needed; from there, away."""
        if self._need:
            self._show_needs(self._need)
        else:
            self.dismiss(None)


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _told(problems: list[ReflectError], app: App[Any]) -> Content:
    """Name the user's guides that can't be used, in one line."""
    if len(problems) == 1:
        return safe_line(f"Left out: {problems[0].message}")
    names = [p.path.name if p.path else p.message for p in problems]
    notice = Notice("{command} says why.", ("guides", "check", "FILE"))
    check = fill_command(notice, line_writer(app))
    return safe_line(f"Left out: {', '.join(names)}; {check}" if names else "")
