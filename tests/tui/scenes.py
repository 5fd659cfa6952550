"""The screens shown in snapshots and the docs, with the sample journal at a fixed time."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from reflect.config.settings import Config
from reflect.demo.loader import sample_entries, sample_records
from reflect.journal import Journal
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from tests.factories import NOW
from tests.sealed import seal_folder
from tests.tui.helpers_pilot import settle

HAPPENED = (
    "In the steering meeting I promised the migration for March. Lena, who leads it, had asked "
    "for two days to find out."
)
LESSON = "A promise that belongs to somebody else is not mine to make."

ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Scene:
    """A screen and the keys that lead to it.

    Args:
        name: the name of the image.
        caption: a description of the image.
        keys: the keys to press; text in `< >` is typed, and at ELSEWHERE another program changes
            the title of the entry being edited.
        start: "browse", "empty" (a journal without entries), "locked" (an encrypted journal),
            "damaged" (a damaged journal with backups) or "guide".
        query: the initial query of Browse.
        pause: the length of the pause in seconds.
    """

    name: str
    caption: str
    keys: tuple[str, ...] = ()
    start: str = "browse"
    query: str = ""
    pause: int = 0

    def app(self, theme: str) -> ReflectApp:
        """Return the app with a journal in the current folder."""
        context = context_in(theme, self.start)
        if self.start != "guide":
            return ReflectApp(context, query=self.query)
        session = context.journal.drafts.begin("drucker", tags=("dates",))
        return ReflectApp(context, session=replace(session, id="k3f9a2m7qd"), pause=self.pause)

    async def play(self, pilot: Any) -> None:
        """Press the keys."""
        await settle(pilot)
        for key in self.keys:
            if key.startswith("<"):
                for char in key[1:-1]:
                    pilot.app.post_message(_typed(char))
                await pilot.pause()
            elif key == ELSEWHERE:
                journal, entry = pilot.app.context.journal, pilot.app.screen.base
                journal.entries.replace(replace(entry, title=f"{entry.title}, once more"), entry)
            else:
                await pilot.press(key)
            await settle(pilot)


def _typed(char: str) -> Any:
    from textual.events import Key

    return Key(char if char.isalnum() else "space" if char == " " else char, char)


def context_in(theme: str, start: str) -> AppContext:
    """Return the context of a scene.

    The journal is in a subfolder named `~`, because the images show its path.
    """
    folder = Path("~/.local/share")
    journal = Journal(folder / "reflect", clock=lambda: NOW, guides=folder / "guides")
    if start == "locked":
        seal_folder(journal.folder)
    elif start == "damaged":
        damage(journal)
    elif start != "empty":
        journal.entries.add_all(sample_entries(NOW))
        records = sample_records(NOW)
        journal.records.add_all(records.occasions, records.reviews)
    config = Config(path=folder / "config.toml", journal=journal.folder, theme=theme)
    return AppContext(journal, config, environ={}, recovery=folder / "recovery", reduce_motion=True)


def damage(journal: Journal) -> None:
    """Fill a journal in three steps with a backup after each, then truncate its file."""
    days = NOW - timedelta(days=9), NOW - timedelta(days=2), NOW - timedelta(hours=3)
    samples = list(sample_entries(NOW))
    for number, day in enumerate(days, 1):
        then = Journal(journal.folder, clock=lambda day=day: day)  # type: ignore[misc]
        then.entries.add_all(samples[(number - 1) * 15 : number * 15])
        then.backups.make()
    path = journal.folder / "journal.json"
    path.write_bytes(path.read_bytes()[:-2000])


FIRST = (f"<{HAPPENED}>", "tab")
TO_KIND = (*FIRST, "tab", "tab", "tab", "tab", "tab")
WHEN_THEN = (
    *(*TO_KIND, "1", "tab", f"<{LESSON}>", "tab", "<somebody asks one of my leads a question>"),
    *("tab", "<count to five before I say a word>", "tab"),
)

SCENES = (
    Scene("browse", "Browse: the entries on the left, the one under the cursor on the right",
          ("down", "down", "down", "down", "down")),
    Scene("search", "A search for “promised date”: the words found are set off in list and entry",
          ("slash", "<promised date>", "enter")),
    Scene("nothing", "A search that finds nothing says so, and offers near spellings",
          ("slash", "<delegasion>")),
    Scene("repeat", "An entry that repeats an earlier one shows the earlier lesson",
          ("slash", "<eleven floors>", "enter")),
    Scene("selected", "Three entries are selected", ("space", "space", "space")),
    Scene("empty", "An empty journal says how to begin", (), "empty"),
    Scene("passphrase", "An encrypted journal asks for its passphrase", ("<correct>",), "locked"),
    Scene("trouble", "A damaged journal offers its good backups", (), "damaged"),
    Scene("restore", "What going back to a backup would do", ("down", "enter"), "damaged"),
    Scene("capture", "A note in the moment", ("c", "<Bashir's queue is full again at six.>")),
    Scene("menu", "Which guide: the menu asks what is needed", ("n",)),
    Scene("edit", "An entry as text", ("j", "j", "j", "e")),
    Scene("conflict", "An entry that was changed elsewhere: both versions side by side",
          ("j", "j", "j", "e", "end", "<, at last>", ELSEWHERE, "ctrl+s")),
    Scene("tags", "Tags for three entries at once", ("space", "space", "space", "t", "<dates>")),
    Scene("palette", "The palette finds every action and every entry", ("ctrl+p",)),
    Scene("help", "The help panel: all keys of the screen", ("f1",)),
    Scene("lessons", "Browse with lessons instead of titles", ("v",)),
    Scene("review", "Review: what is due, what was promised and what is done", ("2",)),
    Scene("look-back", "A look-back: the seal is open, memory beside forecast",
          ("2", "enter", "1", "<she led it to the end>", "enter", "enter", "<50>", "enter")),
    Scene("lesson", "A lesson that comes back, turned", ("2", "down", "down", "enter", "space")),
    Scene("guide", "The guide asks what happened", (f"<{HAPPENED}>",), "guide"),
    Scene("quiet", "The quiet between action and reflection", (*FIRST, "tab"), "guide", pause=60),
    Scene("kind", "The kinds of failure, each as a sentence", TO_KIND, "guide"),
    Scene("commitment", "When …, I will …, with the day to look back",
          WHEN_THEN, "guide"),
    Scene("card", "The card at the end: title, lesson, commitment",
          (*WHEN_THEN, "tab", "tab", "tab"), "guide"),
)  # fmt: skip
