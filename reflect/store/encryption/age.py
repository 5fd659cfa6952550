"""Encryption with age (https://age-encryption.org/v1), using the pyrage package.

This module never touches the disk. It imports pyrage only when encrypting or decrypting.
"""

import contextlib
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reflect.errors import DamagedError, LockedError, UsageError

if TYPE_CHECKING:
    from pyrage import x25519

MAGIC = b"age-encryption.org/v1\n"
# pyrage uses 18 to 20. Each increment doubles the time and memory needed for decryption.
HIGHEST_WORK = 22
_WORK = re.compile(rb"^-> scrypt \S+ (\d+)$", re.MULTILINE)
_END_OF_HEADER = b"\n--- "
_SECRET = "AGE-SECRET-KEY-1"
_SECRET_LENGTH = 74
# The pyrage messages for a wrong passphrase and a wrong identity.
_WRONG, _OTHER = "Decryption failed", "No matching keys"
_NOTHING = "Nothing was changed."


class OtherIdentityError(DamagedError):
    """Raised when data seems intact but is encrypted to another identity."""


def is_encrypted(data: bytes | memoryview) -> bool:
    """Return whether the data is an age file."""
    return bytes(data[: len(MAGIC)]) == MAGIC


def new_identity() -> str:
    """Return a new identity: a secret key in age format."""
    from pyrage import x25519

    return str(x25519.Identity.generate())


def parse_identity(text: str) -> str:
    """Return the secret key from the text of an identity file; "" if there is none."""
    # A key copied from paper may be in lower case, split into groups or spread over several lines.
    lines = iter(["".join(line.split()).upper() for line in text.splitlines()])
    secret = next((line for line in lines if line.startswith(_SECRET)), "")
    while secret and len(secret) < _SECRET_LENGTH and (more := next(lines, "")).isalnum():
        secret += more
    return secret


def recipient_of(identity: str) -> str:
    """Return the public key of an identity.

    Raises:
        UsageError: The text is not an identity.
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
    """Encrypt data to one or more recipients.

    Args:
        pieces: the data, in order.
        recipients: the public keys; at least one.

    Returns:
        The encrypted data, in pieces.

    Raises:
        UsageError: A recipient is invalid.
    """
    import pyrage

    try:
        public = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError:
        raise UsageError("that is no recipient of age") from None
    sink = _Sink()
    # pyrage holds the GIL during a call, so a single call would freeze the screen.
    pyrage.encrypt_io(_Source(iter(pieces)), sink, public)
    return sink.pieces


def decrypt(data: bytes, identity: str, path: str) -> bytes:
    """Decrypt data with an identity.

    Args:
        data: the complete contents of an age file.
        identity: the secret key.
        path: the path to show in error messages.

    Raises:
        OtherIdentityError: The data is encrypted to another identity.
        DamagedError: The data is damaged.
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


def decrypt_beginning(data: bytes, identity: str) -> bytes:
    """Decrypt a damaged age file up to the first block that is not as it was written.

    Each block of 64 KiB is authenticated on its own.

    Args:
        data: the contents of the file.
        identity: the secret key.
    """
    import pyrage

    sink = _Sink()
    with contextlib.suppress(pyrage.DecryptError, OSError):
        pyrage.decrypt_io(io.BytesIO(data), sink, [_identity(parse_identity(identity))])
    return b"".join(sink.pieces)


def encrypt_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Encrypt data with a passphrase. This takes one to two seconds by design."""
    import pyrage

    return pyrage.passphrase.encrypt(data, passphrase)


def decrypt_with_passphrase(data: bytes, passphrase: str, path: str) -> bytes:
    """Decrypt data with a passphrase.

    Raises:
        LockedError: The passphrase is wrong.
        DamagedError: The data is damaged, or its work factor is too high.
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
    """Reject work factors so high that decryption would take hours.

    Raises:
        DamagedError: The data is not encrypted with a passphrase, or its work factor is too high.
    """
    if not is_encrypted(data) or _END_OF_HEADER not in data:
        raise damaged(path)
    factors = _WORK.findall(data[: data.index(_END_OF_HEADER)])
    if len(factors) != 1:
        raise DamagedError.at(path, "is not encrypted with a passphrase", hint=_NOTHING)
    if len(factors[0]) > 2 or int(factors[0]) > HIGHEST_WORK:
        raise _too_much(path)


def _too_much(path: str) -> DamagedError:
    return DamagedError.at(
        path,
        "wants more work than any that reflect makes; nothing was tried",
        hint="Put it back from a copy: somebody changed it.",
    )


def damaged(path: str) -> DamagedError:
    """Return the error for an encrypted file that can't be decrypted."""
    return DamagedError.at(
        path, "is damaged: it does not open as it was encrypted", detail=_NOTHING
    )


class _Source(io.RawIOBase):
    """A readable stream over pieces of data."""

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
    """A writable stream that collects pieces of data."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: Any) -> int:
        self.pieces.append(bytes(data))
        return len(data)
