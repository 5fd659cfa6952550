"""Keeping what is typed in a sitting: as a draft, as an entry, and if need be elsewhere."""

import os
from typing import NoReturn

import typer

from reflect.cli.context import CliContext
from reflect.cli.plain.output import PlainPage
from reflect.errors import ReflectError, StoppedError
from reflect.journal import Journal
from reflect.journal.recovery import rescue_session, taken_by
from reflect.model.entry import Entry
from reflect.practice.session import Session


def stopped_line(draft: str) -> str:
    """Say what became of what was written.

    Args:
        draft: the id of the draft that is kept; "" for none.
    """
    if not draft:
        return "Stopped. Nothing was written, so nothing is kept."
    return f"Stopped. The draft is kept: `reflect resume {draft}` goes on with it."


class Keeper:
    """Saves one session, and says so.

    Args:
        state: gives the recovery folder.
        journal: where it is saved.
        session: what is saved.
        page: where it is said.
    """

    def __init__(
        self, context: CliContext, journal: Journal, session: Session, page: PlainPage
    ) -> None:
        self._state = context
        self._journal = journal
        self._session = session
        self._page = page
        self._is_failing = False

    def keep(self) -> None:
        """Keep the draft; where that fails, say so once and go on: the answers are still here."""
        try:
            self._journal.keep_draft(self._session)
        except ReflectError as error:
            if not self._is_failing:
                self._page.complain(error)
                self._page.note("You can go on: all of it is tried again at the end.")
            self._is_failing = True
        else:
            self._is_failing = False

    def stop(self, *, is_gone: bool) -> NoReturn:
        """Keep the draft, say so where somebody can still read it, and leave.

        Args:
            is_gone: whether the terminal is gone.
        """
        if is_gone:
            # Whatever is said on the way out would fail.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        if self._session.is_empty:
            self._say(stopped_line(""), is_gone)
            raise typer.Exit(StoppedError.exit_code)
        try:
            self._journal.keep_draft(self._session)
        except ReflectError as error:
            self._rescue(error)
            raise
        self._say(stopped_line(self._session.id), is_gone)
        raise typer.Exit(StoppedError.exit_code)

    def save(self, *, is_enough: bool) -> Entry:
        """Save the entry; where that fails, the error says where the text is.

        Args:
            is_enough: whether the rest is left for another day.
        """
        try:
            return self._journal.save(self._session, unfinished=is_enough)
        except ReflectError as error:
            try:
                self._journal.keep_draft(self._session)
            except ReflectError:
                self._rescue(error)
            else:
                draft = f"The draft is kept: `reflect resume {self._session.id}`."
                error.hint = f"{error.hint} {draft}".strip()
            raise

    def _say(self, words: str, is_gone: bool) -> None:
        if not is_gone:
            self._page.line(self._state.addressed(words))

    def _rescue(self, error: ReflectError) -> None:
        """Write the answers to a file outside the journal; at the very least, show them."""
        now = self._journal.clock()
        file, text = rescue_session(self._state.recovery, self._session, now, self._journal.keys)
        if file is None:
            self._page.gap()
            self._page.out.prose(text)
            where = "It could be kept nowhere: what you wrote stands above."
        else:
            where = f"What you wrote is in {file}; {taken_by(self._session)}"
        error.hint = f"{error.hint} {where}".strip()
