"""Bytes sealed and opened with age (https://age-encryption.org/v1), through the pyrage package.

Nothing here touches the disk; pyrage is imported where something is really sealed or opened.
"""

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reflect.errors import DamagedError, LockedError, UsageError

if TYPE_CHECKING:
    from pyrage import x25519

MAGIC = b"age-encryption.org/v1\n"
# pyrage itself picks 18 to 20; each more doubles the time and the memory that opening takes.
HIGHEST_WORK = 22
_WORK = re.compile(rb"^-> scrypt \S+ (\d+)$", re.MULTILINE)
_END_OF_HEADER = b"\n--- "
_SECRET = "AGE-SECRET-KEY-1"
_SECRET_LENGTH = 74
# What pyrage says where the passphrase, or the identity, is another one.
_WRONG, _OTHER = "Decryption failed", "No matching keys"
_NOTHING = "Nothing was changed."


class OtherIdentityError(DamagedError):
    """What is sealed is whole, as far as can be told, and sealed to somebody else."""


def is_encrypted(data: bytes | memoryview) -> bool:
    """Say whether bytes are an age file."""
    return bytes(data[: len(MAGIC)]) == MAGIC


def new_identity() -> str:
    """Make an identity: a secret key, as age writes it."""
    from pyrage import x25519

    return str(x25519.Identity.generate())


def parse_identity(text: str) -> str:
    """Find the secret key in an identity file, however it was copied; "" where there is none."""
    # From paper: in small letters, in groups, over several lines.
    lines = iter(["".join(line.split()).upper() for line in text.splitlines()])
    found = next((line for line in lines if line.startswith(_SECRET)), "")
    while found and len(found) < _SECRET_LENGTH and (more := next(lines, "")).isalnum():
        found += more
    return found


def recipient_of(identity: str) -> str:
    """Give the public half of an identity.

    Raises:
        UsageError: it is none.
    """
    return str(_identity(identity).to_public())


def _identity(text: str) -> "x25519.Identity":
    from pyrage import IdentityError, x25519

    try:
        return x25519.Identity.from_str(text)
    except IdentityError:
        raise UsageError(
            "that is no identity of age: a character is wrong, or missing",
            hint=f"It is a line that begins with {_SECRET}; compare it with what was written down.",
        ) from None


def encrypt(pieces: Iterable[bytes | memoryview], recipients: Sequence[str]) -> list[bytes]:
    """Seal bytes so that the identity of any recipient opens them.

    Args:
        pieces: the bytes, in order.
        recipients: public halves; at least one.

    Returns:
        The sealed bytes, in pieces.

    Raises:
        UsageError: one is no recipient.
    """
    import pyrage

    try:
        public = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError:
        raise UsageError("that is no recipient of age") from None
    sink = _Sink()
    # Piece by piece: one call for all of it would hold the interpreter, and a screen with it.
    pyrage.encrypt_io(_Source(iter(pieces)), sink, public)
    return sink.pieces


def decrypt(data: bytes, identity: str, path: str) -> bytes:
    """Open sealed bytes with an identity.

    Args:
        data: the whole file.
        identity: a secret key.
        path: for messages.

    Raises:
        OtherIdentityError: they are sealed for somebody else.
        DamagedError: they are damaged.
    """
    import pyrage

    sink = _Sink()
    try:
        pyrage.decrypt_io(io.BytesIO(data), sink, [_identity(identity)])
    except pyrage.DecryptError as error:
        if _OTHER in str(error):
            raise OtherIdentityError.at(
                path,
                "is encrypted to another identity",
                hint="Its own keys open it: look for a copy of the folder that has them.",
            ) from None
        raise damaged(path) from None
    except OSError:
        raise damaged(path) from None
    return b"".join(sink.pieces)


def encrypt_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Seal bytes so that a passphrase opens them; takes a second or two, on purpose."""
    import pyrage

    return pyrage.passphrase.encrypt(data, passphrase)


def decrypt_with_passphrase(data: bytes, passphrase: str, path: str) -> bytes:
    """Open bytes that were sealed with a passphrase.

    Raises:
        LockedError: it is another passphrase.
        DamagedError: they are no such bytes, or opening them would take too much work.
    """
    import pyrage

    require_little_work(data, path)
    try:
        return pyrage.passphrase.decrypt(data, passphrase)
    except pyrage.DecryptError as error:
        if "work" in str(error).lower():
            raise _too_much(path) from None
        if _WRONG in str(error):
            raise LockedError("the passphrase is wrong", hint=_NOTHING) from None
        raise damaged(path) from None


def require_little_work(data: bytes, path: str) -> None:
    """Refuse what was made to keep a machine busy for hours, before any work is done.

    Raises:
        DamagedError: it is not sealed with a passphrase, or wants too much work.
    """
    if not is_encrypted(data) or _END_OF_HEADER not in data:
        raise damaged(path)
    wanted = _WORK.findall(data[: data.index(_END_OF_HEADER)])
    if len(wanted) != 1:
        raise DamagedError.at(path, "is not encrypted with a passphrase", hint=_NOTHING)
    if len(wanted[0]) > 2 or int(wanted[0]) > HIGHEST_WORK:
        raise _too_much(path)


def _too_much(path: str) -> DamagedError:
    return DamagedError.at(
        path,
        "wants more work than any that reflect makes; nothing was tried",
        hint="Put it back from a copy: somebody changed it.",
    )


def damaged(path: str) -> DamagedError:
    """Say that a sealed file can't be opened."""
    return DamagedError.at(path, "is damaged: it does not open as it was encrypted", hint=_NOTHING)


class _Source(io.RawIOBase):
    """Bytes in pieces as a file to read from."""

    def __init__(self, pieces: Iterable[bytes | memoryview]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)


class _Sink(io.RawIOBase):
    """A file to write to that keeps what it is given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: Any) -> int:
        self.pieces.append(bytes(data))
        return len(data)
