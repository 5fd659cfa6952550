"""The identity in the keyring of the system, where the user asked for it.

The keyring is open while its user is logged in. A backend that keeps secrets in plain text is
never used. The keyring package is an extra, and imported here alone.
"""

from typing import Any

from reflect.errors import UsageError

SERVICE = "reflect"
# Backends that encrypt, by the module that holds them.
_SAFE = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
_HINT = "Type the passphrase, or give it with --passphrase-fd."


def fetch(recipient: str) -> str:
    """Give the identity of a recipient; "" where there is none, or no keyring that is safe."""
    try:
        return _backend().get_password(SERVICE, recipient) or ""
    except UsageError:
        return ""
    except Exception:  # a backend may raise anything: then the passphrase is asked for
        return ""


def store(recipient: str, identity: str) -> None:
    """Keep an identity.

    Raises:
        UsageError: there is no keyring, or none that is safe.
    """
    try:
        _backend().set_password(SERVICE, recipient, identity)
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"the keyring refused it ({type(error).__name__})", hint=_HINT) from None


def forget(recipient: str) -> None:
    """Take an identity out again; none there is no error."""
    try:
        _backend().delete_password(SERVICE, recipient)
    except Exception:  # it is not there, or nobody can say
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
