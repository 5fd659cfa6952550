"""Optional storage of the identity in the system keyring.

The keyring is unlocked while its user is logged in. Backends that store plain text are never used.
The keyring package is an optional dependency that is imported only in this module.
"""

from typing import Any

from reflect.errors import UsageError

SERVICE = "reflect"
# The modules of backends that encrypt their contents.
_SAFE = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
_HINT = "Type the passphrase, or give it with --passphrase-fd."


def fetch(recipient: str) -> str:
    """Return the identity for a recipient; "" if it is not stored or there is no safe keyring."""
    try:
        return _backend().get_password(SERVICE, recipient) or ""
    except UsageError:
        return ""
    except Exception:  # backends may raise anything; ask for the passphrase instead
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
    """Remove an identity from the keyring, if it is stored there."""
    try:
        _backend().delete_password(SERVICE, recipient)
    except Exception:  # it is not stored, or the backend failed
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
