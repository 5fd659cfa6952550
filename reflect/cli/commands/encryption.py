"""The encrypt and decrypt commands."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import CliContext, context_of
from reflect.cli.output import is_interactive
from reflect.cli.passphrase import new_passphrase
from reflect.errors import FileError, UsageError
from reflect.text.display import plural

if TYPE_CHECKING:
    from reflect.journal.encryption import Conversion

encrypt_app = typer.Typer(add_completion=False)
decrypt_app = typer.Typer(add_completion=False)

CHECKED_CHARACTERS = 6
"""The number of final characters of the recovery identity that the user must type."""


@encrypt_app.command("encrypt")
def encrypt(
    ctx: typer.Context,
    no_recovery: Annotated[
        bool, typer.Option("--no-recovery", help="Without a recovery identity.")
    ] = False,
) -> None:
    """Encrypt the journal, its drafts and its backups with age."""
    from reflect.journal.encryption import new_recovery_key

    context = context_of(ctx)
    encryption = context.journal(write=True).encryption
    if encryption.is_encrypted:
        done = encryption.finish_encryption()
        report_encryption(context, done, "The journal is encrypted already.")
        return
    if encryption.has_identity:
        context.notify("There are keys already: it goes on with these, and with their passphrase.")
        encryption.open_identity()
        context.notify(
            "The recovery identity is the one that was shown when they were made."
            if encryption.has_recovery_key
            else "They have no recovery identity."
        )
        done = encryption.encrypt_again()
        context.notify_new_journal()
        report_encryption(
            context, done, f"Encrypted. The journal is {encryption.journal_file} now."
        )
        return
    encryption.require_ready()
    context.notify(f"Encrypts the journal in {encryption.folder}, with its drafts and backups.")
    context.notify(
        "A forgotten passphrase is final: nobody can open the journal then."
        if no_recovery
        else "If you forget the passphrase, only the recovery identity opens the journal."
    )
    passphrase = new_passphrase(context)
    recovery = "" if no_recovery else new_recovery_key()
    if recovery:
        show_recovery_key(context, recovery)
    done = encryption.encrypt(passphrase, recovery)
    context.notify_new_journal()
    report_encryption(context, done, f"Encrypted. The journal is {encryption.journal_file} now.")


def show_recovery_key(context: CliContext, recovery: str) -> None:
    """Print the recovery identity; on a terminal, check that the user has written it down.

    Raises:
        UsageError: the user did not type its final characters correctly; nothing was changed.
    """
    context.notify("The recovery identity. Write it on paper, and keep it away from this machine:")
    print(recovery, flush=True)
    if not (is_interactive() and sys.stdout.isatty()):
        return
    for _ in range(3):
        typed = typer.prompt(
            f"Its last {CHECKED_CHARACTERS} characters", err=True, default="", show_default=False
        )
        if typed.strip().upper() == recovery[-CHECKED_CHARACTERS:]:
            return
        context.notify("That is not how it ends.")
    raise UsageError(
        "the recovery identity was not typed back; nothing was encrypted",
        hint="Begin again, or go without one: {command}",
        command=("encrypt", "--no-recovery"),
    )


@decrypt_app.command("decrypt")
def decrypt(
    ctx: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
) -> None:
    """Turn off encryption for the journal, drafts and backups."""
    context = context_of(ctx)
    encryption = context.journal().encryption
    if not encryption.has_identity:
        encryption.require_readable()
        raise UsageError(f"the journal in {encryption.folder} is not encrypted")
    if not yes:
        if not is_interactive():
            raise UsageError("decrypt needs a terminal, or --yes")
        context.notify("Whoever can use your account, or has your disk, can read the journal then.")
        if not typer.confirm("Decrypt it?", err=True):
            raise typer.Exit(2)
    encryption.open_identity()
    done = encryption.decrypt(context.recovery)
    report(context, done, f"Decrypted. The journal is {encryption.journal_file} now.")


def report_encryption(context: CliContext, done: "Conversion", what: str) -> None:
    """Report the result of an encryption, including recovery files left unencrypted.

    Raises:
        FileError: a file could not be encrypted, or a recovery file is still unencrypted.
    """
    from reflect.journal.recovery import plain_recovery_files

    why = "could not be saved and stays in plain"
    done.failed += [(str(path), why) for path in plain_recovery_files(context.recovery)]
    report(context, done, what)


def report(context: CliContext, done: "Conversion", what: str) -> None:
    """Report the result of an encryption or decryption.

    Raises:
        FileError: a file could not be converted.
    """
    for line in done.warnings:
        context.notify(line)
    context.notify(what)
    if done.converted:
        context.notify(f"Also converted {plural(done.converted, 'file')} (drafts and backups).")
    if done.failed:
        verb = "were" if done.failed[1:] else "was"
        verb += " not encrypted" if context.encryption.is_encrypted else " not decrypted"
        named = "\n".join(f"{path}: {why}" for path, why in done.failed)
        raise FileError(
            f"{plural(len(done.failed), 'file')} {verb}",
            hint=f"{named}\n{{command}} says what to do with them.",
            command=("doctor",),
        )


COMMANDS = {"encrypt": encrypt_app, "decrypt": decrypt_app}
