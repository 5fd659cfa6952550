"""The passphrase command: changes the passphrase, or stores the identity in the keyring."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from reflect.cli.context import CliContext, context_of
from reflect.cli.passphrase import new_passphrase
from reflect.config.paths import absolute_path
from reflect.errors import FileError, UsageError
from reflect.text.decode import decode

passphrase_app = typer.Typer(add_completion=False)


@passphrase_app.command("passphrase")
def passphrase(
    ctx: typer.Context,
    recovery: Annotated[
        Path | None,
        typer.Option(
            "--recovery", metavar="FILE", help="A new one without the old: the recovery identity."
        ),
    ] = None,
    remember: Annotated[
        bool, typer.Option("--remember", help="Keep the identity in the system's keyring.")
    ] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Take it out of the keyring.")] = False,
) -> None:
    """Change the passphrase, or remember the identity in the system keyring."""
    context = context_of(ctx)
    encryption = context.journal().encryption
    if not encryption.is_encrypted:
        encryption.require_readable()
        raise UsageError(
            "the journal is not encrypted", hint="{command} does that.", command=("encrypt",)
        )
    if remember or forget:
        if recovery is not None or (remember and forget):
            raise UsageError("--recovery, --remember and --forget exclude each other")
        update_keyring(context, add=remember)
        return
    if recovery is not None:
        encryption.recover(read_identity(recovery))
    encryption.open_identity()
    encryption.change_passphrase(new_passphrase(context))
    context.notify(
        "The passphrase is changed. Copies of identity.age elsewhere open with the old one."
    )


def update_keyring(context: CliContext, *, add: bool) -> None:
    """Add the identity to the system keyring, or remove it."""
    if not add:
        context.encryption.remove_from_keyring()
        context.notify("The keyring does not hold it any more.")
        return
    context.encryption.add_to_keyring()
    context.notify(
        "The keyring of the system holds the identity: whoever is logged in as you opens it."
    )


def read_identity(path: Path) -> str:
    """Read a secret key from a file, or from stdin if the path is "-".

    Raises:
        FileError: the file can't be read, or doesn't contain a key.
    """
    from reflect.journal.encryption import recovery_key_in

    absolute_path(path)
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise FileError.at(path, f"{error.strerror}", hint="Check the path.") from None
    if identity := recovery_key_in(decode(data, path)):
        return identity
    raise FileError.at(path, "holds no identity of age", hint="It begins with AGE-SECRET-KEY-1.")


COMMANDS = {"passphrase": passphrase_app}
