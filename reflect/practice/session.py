"""A guide being answered, one prompt after another: no screen, no disk, the clock an argument."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from reflect.errors import UsageError
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry
from reflect.model.guide import Guide, Prompt
from reflect.practice import entry_builder, session_codec
from reflect.practice.answers import Value
from reflect.practice.walk import Walk
from reflect.text import clean


@dataclass
class Session(Walk):
    """A reflection that is being written.

    Args:
        id: of the entry it becomes.
        begun_at: when it was begun, with its offset.
        occurred_on: the day it happened, unless a prompt asks for it.
        title: as it was given; "" where it is asked for, or made from the first line.
        tags: as they were given.
        extras: answers to prompts that the guide does not have.
        typing: prompt id and text of an answer that is not finished yet; two "" for none.
        repeats: ids of earlier entries that this one repeats, confirmed by the user.
        origin: the capture or unfinished entry that is resumed, else None.
    """

    id: str = ""
    begun_at: datetime = datetime.min
    occurred_on: date = date.min
    title: str = ""
    tags: tuple[str, ...] = ()
    extras: tuple[Answer, ...] = ()
    typing: tuple[str, str] = ("", "")
    repeats: tuple[str, ...] = ()
    origin: Entry | None = field(default=None, repr=False)

    @classmethod
    def begin(
        cls,
        guide: Guide,
        *,
        id: str,
        now: datetime,
        occurred_on: date,
        title: str = "",
        tags: tuple[str, ...] = (),
    ) -> Self:
        """Begin a new reflection at the guide's first prompt."""
        session = cls(
            guide,
            id=id,
            begun_at=now,
            occurred_on=occurred_on,
            title=clean.normalise_line(title),
            tags=tags,
        )
        session.go_to_open()
        return session

    @classmethod
    def resume(cls, entry: Entry, guide: Guide, now: datetime) -> Self:
        """Go on with a capture or an unfinished entry at the first prompt that is open.

        What was written stands. A capture's note becomes the first answer. Of an unfinished entry
        the prompts before its last answer are not asked again.
        """
        session = cls(
            guide,
            id=entry.id,
            begun_at=now,
            occurred_on=entry.occurred_on,
            tags=entry.tags,
            repeats=entry.repeats,
            origin=entry,
        )
        entry_builder.take_over(entry, session)
        if entry.title not in ("", session.suggested_title):
            session.title = entry.title
        session.go_to_open()
        return session

    @classmethod
    def from_dict(cls, data: dict[str, Any], guide: Guide, origin: Entry | None = None) -> Self:
        """Go on with a draft where it was left.

        Answers to prompts that the guide no longer has become extras.

        Raises:
            FileError: it is not what `to_dict` makes.
        """
        session = cls(guide, origin=origin)
        session_codec.fill(session, data)
        return session

    def to_dict(self) -> dict[str, Any]:
        """Write it as a draft that JSON can hold; the origin is not part of it."""
        return session_codec.to_dict(self)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was written."""
        return not (self.has_answers or self.title or self.typing[1].strip())

    @property
    def has_answers(self) -> bool:
        """Whether any question has an answer."""
        return bool(self.answers or self.extras)

    @property
    def first_words(self) -> str:
        """What was written first, on one line; "" where that is no prose."""
        first = self.answers.get(self.guide.prompts[0].id)
        return clean.one_line(first) if isinstance(first, str) else ""

    @property
    def suggested_title(self) -> str:
        """The first line of the first answer, or else what the guide is called."""
        for prompt in self.guide.prompts:
            value = self.answers.get(prompt.id)
            is_prose = prompt.answer in ("line", "text", "list") and prompt.feeds in ("", "lesson")
            if is_prose and isinstance(value, str):
                return clean.first_line(value)
        return clean.first_line(self.extras[0].text) if self.extras else self.guide.title

    @property
    def kind(self) -> str:
        """The kind of failure as answered so far, without its reason; "" for not sure."""
        return str(self.value_for("kind") or "").split("/")[0]

    def value_for(self, feeds: str) -> Value | None:
        """Give the answer that fills a field of the entry; None while there is none."""
        asked = (prompt.id for prompt in self.guide.prompts if prompt.feeds == feeds)
        return next((self.answers[id_] for id_ in asked if id_ in self.answers), None)

    def suggestion(self, prompt: Prompt) -> str:
        """Give the text that a prompt offers where nothing was answered yet; "" for none."""
        if prompt.feeds == "title":
            return self.title or self.suggested_title
        if prompt.feeds == "occurred_on":
            return self.occurred_on.isoformat()
        return ""

    def answer(self, value: Value, now: datetime | None = None) -> None:
        """Answer the current prompt, or change its answer; an empty text takes it away.

        Args:
            value: what to keep.
            now: for "yesterday" and for seals; without it, when the session began.

        Raises:
            UsageError: it is no answer to this prompt, or a rule refuses it.
        """
        now = now or self.begun_at
        prompt = self.prompt
        if prompt is not None and isinstance(value, Commitment):
            entry_builder.refuse_sealed(self, prompt, value, now)
        self.put(value, now.date())
        if prompt is not None and self.typing[0] == prompt.id:
            self.typing = ("", "")

    def confirm_recurrence(self, entry_id: str) -> None:
        """Note that this repeats an earlier entry, as the user confirmed."""
        if entry_id not in (self.id, *self.repeats):
            self.repeats += (entry_id,)

    def take_back_recurrence(self, entry_id: str) -> None:
        """Note that this does not repeat an earlier entry after all."""
        self.repeats = tuple(known for known in self.repeats if known != entry_id)

    def finish(self, now: datetime) -> Entry:
        """Make the entry; what was typed and not finished becomes an answer, too.

        Raises:
            UsageError: a required prompt has no answer.
        """
        entry_builder.take_typing(self)
        if self.missing:
            raise UsageError(f"not answered yet: {self.missing[0].ask}")
        return self.entry(now, "entry")

    def finish_early(self, now: datetime) -> Entry:
        """Make an entry of what is there: unfinished, unless nothing is left open.

        Raises:
            UsageError: there is no answer at all.
        """
        entry_builder.take_typing(self)
        if not self.has_answers:
            raise UsageError("nothing is written yet")
        return self.entry(now, "entry" if self.is_whole else "unfinished")

    def entry(self, now: datetime, state: str) -> Entry:
        """Make the entry as it stands, in a given state."""
        return entry_builder.entry(self, now, state)
