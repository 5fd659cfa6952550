"""Loads the suggestions shown with the questions: similar entries and earlier lessons."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message import Message

from reflect.errors import LockedError, ReflectError
from reflect.model.guide import Prompt
from reflect.practice.session import Session
from reflect.tui.context import AppContext

if TYPE_CHECKING:
    from reflect.journal.lessons import Lesson
    from reflect.practice.similarity import SimilarEntry


def shows_similar(prompt: Prompt | None) -> bool:
    """Return whether similar entries are shown with a question, or with the card if it is None."""
    return prompt is None or prompt.stage == "reflection"


class SuggestionLoader:
    """Loads similar entries and lessons in workers, and stores the results.

    Does nothing until `start` is called.

    Args:
        node: the node that runs the workers and receives the messages.
        context: the context that provides the journal.
    """

    class SimilarFound(Message):
        """Posted when similar entries were loaded."""

    class LessonsFound(Message):
        """Posted when lessons were loaded."""

    class Locked(Message):
        """Posted when the journal can't be read without its passphrase."""

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self._node = node
        self._context = context
        self._session: Session | None = None
        self.since: date | None = None
        self._compared: object = None
        self.similar: list[SimilarEntry] = []
        self.lessons: list[Lesson] | None = None
        self.entry_count = 0
        self.is_locked = False

    def start(self, session: Session, since: date | None = None) -> None:
        """Start looking for suggestions.

        Args:
            session: the session being written.
            since: the first day of the period the guide reviews, or None.
        """
        self._session = session
        self.since = since
        self._load_lessons()

    @property
    def has_compared(self) -> bool:
        """Whether a search for similar entries has been started."""
        return self._compared is not None

    def update(self) -> None:
        """Look for similar entries if the facts are complete and have changed since last time."""
        session = self._session
        if session is None or not session.has_answers or not shows_similar(session.prompt):
            return
        facts = [step.id for step in session.steps if step.stage == "action"]
        facts_done = all(id_ in session.answers or id_ in session.skipped for id_ in facts)
        known = [session.answers.get(id_) for id_ in facts]
        compared = (known, session.kind, session.value_for("lesson"), session.value_for("tags"))
        if facts_done and compared != self._compared:
            self._compared = compared
            self._load_similar()

    def reload(self) -> None:
        """Load everything again after the journal was unlocked."""
        self.is_locked = False
        self._load_lessons()
        if self.has_compared:
            self._load_similar()

    def similar_for(self, prompt: Prompt | None) -> "list[SimilarEntry]":
        """Return the similar entries to show with a question, or with the card if it is None."""
        return self.similar if shows_similar(prompt) else []

    def opens_period(self, prompt: Prompt | None) -> bool:
        """Return whether a question is the first one of a guide that reviews a period."""
        return (
            self.since is not None
            and self._session is not None
            and prompt == self._session.steps[0]
        )

    def is_locked_for(self, prompt: Prompt | None) -> bool:
        """Return whether the suggestions for a question are locked."""
        offers_lessons = prompt is not None and prompt.offers == "lessons"
        return self.is_locked and (
            shows_similar(prompt) or offers_lessons or self.opens_period(prompt)
        )

    def _load_lessons(self) -> None:
        session = self._session
        if session is not None and (session.guide.offers_lessons or self.since is not None):
            self._node.run_worker(self._find_lessons(), exclusive=True, group="lessons")

    async def _find_lessons(self) -> None:
        try:
            self.lessons, self.entry_count = await asyncio.to_thread(self._read_lessons)
        except LockedError:
            self._lock()
        except ReflectError as error:
            self._context.warnings.append(f"Earlier lessons can't be shown: {error.message}")
        else:
            self._node.post_message(self.LessonsFound())

    def _read_lessons(self) -> "tuple[list[Lesson], int]":
        from reflect.journal.lessons import entries_since, newest_lessons

        rows = self._context.journal.entries.rows()
        count = 0 if self.since is None else entries_since(rows, self.since)
        return newest_lessons(rows, self.since), count

    def _load_similar(self) -> None:
        assert self._session is not None
        session = self._session
        # The worker gets a copy that can't change while it runs.
        copy = replace(
            session,
            answers=dict(session.answers),
            questions=dict(session.questions),
            skipped=set(session.skipped),
            repeats=(),
        )
        self._node.run_worker(self._find_similar(copy), exclusive=True, group="similar")

    async def _find_similar(self, session: Session) -> None:
        try:
            found = await asyncio.to_thread(self._context.journal.entries.find_similar, session)
        except LockedError:
            self._lock()
        except ReflectError as error:
            self._context.warnings.append(f"Earlier entries can't be shown: {error.message}")
        else:
            self._keep_confirmed(found)
            self._node.post_message(self.SimilarFound())

    def _keep_confirmed(self, found: "list[SimilarEntry]") -> None:
        """Store the results, keeping confirmed entries so that the user can unconfirm them."""
        assert self._session is not None
        ids = {similar.entry.id for similar in found}
        confirmed = set(self._session.repeats) - ids
        self.similar = [s for s in self.similar if s.entry.id in confirmed] + found

    def _lock(self) -> None:
        self.is_locked = True
        self._node.post_message(self.Locked())
