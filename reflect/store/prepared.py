"""New keys: made, and tried, before anything is written."""

from dataclasses import dataclass

from reflect.errors import FileError
from reflect.store import crypt, names
from reflect.store.key_files import identity_file, recipients_file


@dataclass(frozen=True, slots=True)
class Prepared:
    """New keys that are not on the disk yet.

    Args:
        text: the identity, as its file holds it.
        files: the bytes of the key files, by name.
    """

    text: str
    files: dict[str, bytes]


def prepare(passphrase: str, recovery: str = "") -> Prepared:
    """Make the keys for a journal; takes some seconds.

    Args:
        passphrase: that opens the identity.
        recovery: a second identity that opens everything; "" for none.

    Raises:
        FileError: they can't be opened again as they should.
    """
    identity = crypt.new_identity()
    recipients = [crypt.recipient_of(one) for one in (identity, recovery) if one]
    text = identity_file(identity, recipients)
    files = {names.RECIPIENTS: recipients_file(recipients)}
    if recovery:
        sealed = b"".join(crypt.seal([text.encode()], recipients[1:]))
        if crypt.unseal(sealed, recovery, names.RECOVERY) != text.encode():
            raise FileError("the recovery identity does not open what it should")
        files[names.RECOVERY] = sealed
    files[names.IDENTITY] = sealed_identity(text, passphrase)
    return Prepared(text, files)


def sealed_identity(text: str, passphrase: str) -> bytes:
    """Seal an identity with a passphrase, and open it again to be sure.

    Raises:
        FileError: it does not open.
    """
    sealed = crypt.seal_with_passphrase(text.encode(), passphrase)
    if crypt.unseal_with_passphrase(sealed, passphrase, names.IDENTITY) != text.encode():
        raise FileError("the passphrase does not open what it should")
    return sealed
