"""New keys: made, and tried, before anything is written."""

from dataclasses import dataclass

from reflect.errors import FileError
from reflect.store import paths
from reflect.store.encryption import age
from reflect.store.encryption.key_files import identity_file, recipients_file


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
    identity = age.new_identity()
    recipients = [age.recipient_of(one) for one in (identity, recovery) if one]
    text = identity_file(identity, recipients)
    files = {paths.RECIPIENTS: recipients_file(recipients)}
    if recovery:
        sealed = b"".join(age.seal([text.encode()], recipients[1:]))
        if age.unseal(sealed, recovery, paths.RECOVERY) != text.encode():
            raise FileError("the recovery identity does not open what it should")
        files[paths.RECOVERY] = sealed
    files[paths.IDENTITY] = sealed_identity(text, passphrase)
    return Prepared(text, files)


def sealed_identity(text: str, passphrase: str) -> bytes:
    """Seal an identity with a passphrase, and open it again to be sure.

    Raises:
        FileError: it does not open.
    """
    sealed = age.seal_with_passphrase(text.encode(), passphrase)
    if age.unseal_with_passphrase(sealed, passphrase, paths.IDENTITY) != text.encode():
        raise FileError("the passphrase does not open what it should")
    return sealed
