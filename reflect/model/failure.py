"""The kinds of failure and their reasons, from preventable to intelligent.

Source: Amy C. Edmondson, "Strategies for Learning from Failure", HBR, April 2011. The stored names
are Edmondson's; the sentences, written from the user's point of view, are ours.
"""

from dataclasses import dataclass

from reflect.errors import UsageError


class UnknownKindError(UsageError):
    """Raised when no kind of failure has the given name."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for a failure: its stored name and the sentence shown to the user."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of failure: its stored name, sentence, mark in lists, lesson help and reasons."""

    name: str
    sentence: str
    mark: str
    lesson_help: str
    reasons: tuple[Reason, ...]


KINDS = (
    Kind(
        "preventable",
        "We knew how, and it still went wrong",
        "●",
        "What would make the right way the easy way?",
        (
            Reason("deviance", "I chose not to do it the agreed way"),
            Reason("inattention", "I meant to do it right, and slipped"),
            Reason("lack of ability", "I did not yet know how"),
            Reason("process inadequacy", "The process itself was faulty"),
            Reason("task challenge", "It was too hard to get right every time"),
        ),
    ),
    Kind(
        "complex",
        "Several things came together that never had before",
        "◆",
        "Which small signals came first?",
        (
            Reason("process complexity", "Many parts met in a way nobody had seen"),
            Reason("uncertainty", "What was coming could not be known"),
        ),
    ),
    Kind(
        "intelligent",
        "We tried something new, and it did not work out",
        "▲",
        "What did it teach, and was it as small as it could be?",
        (
            Reason("hypothesis testing", "We had an idea and tested whether it holds"),
            Reason("exploratory testing", "We tried it to find out what is possible"),
        ),
    ),
)
KIND_NAMES = tuple(kind.name for kind in KINDS)
NOT_SURE = "Not sure yet"
NO_MARK = "·"
NEAR_MISS_MARK = "≈"


def find_kind(name: str) -> Kind | None:
    """Return the kind of failure with this name; None if it is unknown or "" (not sure yet)."""
    return next((kind for kind in KINDS if kind.name == name), None)


def entry_mark(kind: str, *, near_miss: bool) -> str:
    """Return the mark that shows an entry in lists: that of its kind, or of a near miss."""
    return NEAR_MISS_MARK if near_miss else kind_mark(kind)


def kind_mark(name: str) -> str:
    """Return the mark that shows a kind in lists; `·` if the kind is unknown."""
    kind = find_kind(name)
    return kind.mark if kind else NO_MARK


def kind_sentence(name: str, reason: str = "") -> str:
    """Return the sentences for a kind and its reason; "" if the kind is unknown."""
    kind = find_kind(name)
    if kind is None:
        return ""
    detail = next((known.sentence for known in kind.reasons if known.name == reason), "")
    return f"{kind.sentence}. {detail}." if detail else f"{kind.sentence}."


def parse_kind(text: str) -> tuple[str, str]:
    """Parse `KIND` or `KIND/REASON` into a kind and a reason; "" means not sure yet.

    Raises:
        UsageError: the kind does not exist, or the reason belongs to another kind.
    """
    name, _, reason = (part.strip().lower() for part in text.partition("/"))
    if not name and not reason:
        return "", ""
    kind = find_kind(name)
    if kind is None:
        raise UnknownKindError(
            f"no such kind of failure: {name!r}", hint=f"One of: {', '.join(KIND_NAMES)}."
        )
    names = [known.name for known in kind.reasons]
    if reason and reason not in names:
        raise UsageError(
            f"no such reason within {name}: {reason!r}", hint=f"One of: {', '.join(names)}."
        )
    return name, reason
