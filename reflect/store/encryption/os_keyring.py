"""The identity in the keyring of the system, if the user asked for it.

The keyring is open while its user is logged in. A backend that stores plain text is never used. The
keyring package is optional, and only imported here.
"""

from typing import Any

from reflect.errors import UsageError

SERVICE = "reflect"
# The modules of backends that encrypt.
_SAFE = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
_HINT = "Type the passphrase, or give it with --passphrase-fd."


def fetch(recipient: str) -> str:
    """Return the identity of a recipient; "" if there is none, or no safe keyring."""
    try:
        return _backend().get_password(SERVICE, recipient) or ""
    except UsageError:
        return ""
    except Exception:  # a backend may raise anything; the user is asked for the passphrase
        return ""


def store(recipient: str, identity: str) -> None:
    """Store an identity.

    Raises:
        UsageError: There is no safe keyring.
    """
    try:
        _backend().set_password(SERVICE, recipient, identity)
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"the keyring refused it ({type(error).__name__})", hint=_HINT) from None


def forget(recipient: str) -> None:
    """Remove an identity, if it is there."""
    try:
        _backend().delete_password(SERVICE, recipient)
    except Exception:  # it is not there, or the backend fails
        return


def _backend() -> Any:
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend
    except ImportError:
        raise UsageError(
            "the keyring package is not installed", hint="pip install 'reflect-journal[keyring]'"
        ) from None
    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in candidates:
        if type(backend).__module__.startswith(_SAFE):
            return backend
    raise UsageError("there is no keyring here that keeps secrets encrypted", hint=_HINT)
