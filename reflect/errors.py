"""The errors a user can meet; each carries the exit code that the shell gets."""


class ReflectError(Exception):
    """Something went wrong that the user should read about.

    Args:
        message: what is wrong, naming the path, the value or the prompt; never text of an entry.
        hint: the next step, or "" where there is none.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ReflectError):
    """A call that can't be understood, or that a rule refuses."""

    exit_code = 2


class ConflictError(UsageError):
    """Something was changed elsewhere while it was being changed here."""


class NotFoundError(ReflectError):
    """Nothing matched, or there is no such entry."""

    exit_code = 3


class BusyError(ReflectError):
    """Another process holds the lock."""

    exit_code = 4


class DamagedError(ReflectError):
    """The journal or its inbox can't be trusted as it is."""

    exit_code = 5


class LockedError(ReflectError):
    """The journal is encrypted, and its passphrase is needed or wrong."""

    exit_code = 6


class FileError(ReflectError):
    """A file or disk problem: unreadable, in the way, or no space left."""

    exit_code = 7


class StoppedError(ReflectError):
    """The user stopped; what was typed is kept as a draft."""

    exit_code = 130
