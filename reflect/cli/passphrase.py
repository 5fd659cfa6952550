"""Unlocks a journal with the keyring, a file descriptor or a typed passphrase."""

import getpass
import os
import sys
from typing import TYPE_CHECKING

from reflect.cli.output import is_interactive
from reflect.errors import LockedError, UsageError
from reflect.text.clean import MARK

if TYPE_CHECKING:
    from reflect.cli.context import CliContext
    from reflect.journal.encryption import JournalEncryption

MAX_TRIES = 3
_FD = "--passphrase-fd N reads it from an open file descriptor."


def unlock(context: "CliContext", encryption: "JournalEncryption") -> None:
    """Unlock a journal; leave it locked if there is no terminal to ask for the passphrase.

    Raises:
        LockedError: the passphrase is wrong.
        DamagedError: the keys are damaged or do not match.
    """
    if unlock_silently(context, encryption) or not is_interactive():
        return
    for left in reversed(range(MAX_TRIES)):
        try:
            return encryption.unlock(prompt_hidden("Passphrase: "))
        except LockedError:
            if not left:
                raise
            context.notify("That is not the passphrase.")


def unlock_silently(context: "CliContext", encryption: "JournalEncryption") -> bool:
    """Unlock a journal without asking; return whether a passphrase or identity was available.

    Raises:
        LockedError: the passphrase from --passphrase-fd is wrong.
    """
    if context.passphrase_fd is not None:
        encryption.unlock(read_passphrase(context))
        return True
    return encryption.unlock_from_keyring()


def new_passphrase(context: "CliContext") -> str:
    """Ask for a new passphrase twice, or read it from --passphrase-fd.

    Raises:
        UsageError: the passphrase is empty, the two differ, or there is no terminal.
    """
    if context.passphrase_fd is not None:
        chosen = read_passphrase(context)
    elif is_interactive():
        chosen = prompt_hidden("New passphrase: ")
        if chosen and prompt_hidden("The same again: ") != chosen:
            raise UsageError("that was not the same twice", detail="Nothing was changed.")
    else:
        raise UsageError("a passphrase is asked for on a terminal, and there is none", hint=_FD)
    if not chosen:
        raise UsageError("the passphrase is empty", detail="Nothing was changed.")
    if MARK in chosen:
        raise UsageError(
            "the passphrase contains a character that this terminal does not send as text",
            detail="Nothing was changed.",
        )
    return chosen


def read_passphrase(context: "CliContext") -> str:
    """Return the next line from --passphrase-fd.

    Raises:
        UsageError: the descriptor can't be read, or has no more lines.
    """
    if context.passphrases is None:
        assert context.passphrase_fd is not None
        context.passphrases = _lines(context.passphrase_fd)
    if not context.passphrases:
        raise UsageError("--passphrase-fd holds no passphrase", hint="It holds one on each line.")
    return context.passphrases.pop(0)


def _lines(fd: int) -> list[str]:
    try:
        with os.fdopen(fd, "rb", closefd=False) as stream:
            text = stream.read().decode()
    except OSError as error:
        raise UsageError(f"--passphrase-fd {fd}: {error.strerror}", hint="Is it open?") from None
    except UnicodeDecodeError:
        raise UsageError(f"--passphrase-fd {fd}: is not UTF-8 text") from None
    return text.removesuffix("\n").split("\n") if text else []


def prompt_hidden(prompt: str) -> str:
    """Prompt for a line on the terminal without echoing it."""
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise KeyboardInterrupt from None
    except UnicodeDecodeError as error:
        # The line was read, but it is not text in the encoding of the terminal.
        print(file=sys.stderr)
        return error.object.decode(error.encoding, "replace").rstrip("\n")
