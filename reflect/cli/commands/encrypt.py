"""The commands encrypt, decrypt and passphrase."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import CliContext, context_of, is_interactive
from reflect.cli.passphrase import new_passphrase
from reflect.errors import FileError, UsageError
from reflect.text.display import plural

if TYPE_CHECKING:
    from reflect.store.encryption.convert_rest import Conversion
    from reflect.store.encryption.last_seen import LastSeen, LastSeenStore

encrypt_app = typer.Typer(add_completion=False)
decrypt_app = typer.Typer(add_completion=False)
passphrase_app = typer.Typer(add_completion=False)

TYPED_BACK = 6
"""Characters at the end of the recovery identity that are typed back."""


@encrypt_app.command("encrypt")
def encrypt(
    ctx: typer.Context,
    no_recovery: Annotated[
        bool, typer.Option("--no-recovery", help="Without a recovery identity.")
    ] = False,
) -> None:
    """Encrypt the journal, its drafts and its backups with age."""
    from reflect.store.encryption import age, convert
    from reflect.store.encryption.key_setup import prepare

    context = context_of(ctx)
    journal = context.journal(write=True)
    if journal.keys.is_encrypted:
        done = convert.finish(journal.keys)
        tell_encrypted(context, done, "The journal is encrypted already.")
        return
    if journal.keys.exists:
        context.say("There are keys already: it goes on with these, and with their passphrase.")
        journal.keys.ask()
        context.say(
            "The recovery identity is the one that was shown when they were made."
            if journal.keys.recipients()[1:]
            else "They have no recovery identity."
        )
        done = convert.encrypt(journal.keys)
        tell_encrypted(context, done, f"Encrypted. The journal is {journal.keys.journal} now.")
        return
    convert.require_ready(journal.keys)
    context.say(f"Encrypts the journal in {journal.folder}, with its drafts and backups.")
    context.say(
        "A forgotten passphrase is final: nobody can open the journal then."
        if no_recovery
        else "If you forget the passphrase, only the recovery identity opens the journal."
    )
    passphrase = new_passphrase(context)
    recovery = "" if no_recovery else age.new_identity()
    if recovery:
        hand_over(context, recovery)
    prepared = prepare(passphrase, recovery)
    done = convert.encrypt(journal.keys, prepared)
    tell_encrypted(context, done, f"Encrypted. The journal is {journal.keys.journal} now.")


def hand_over(context: CliContext, recovery: str) -> None:
    """Show the recovery identity, and have a part of it typed back where somebody can.

    Raises:
        UsageError: it was not typed back; nothing was changed.
    """
    context.say("The recovery identity. Write it on paper, and keep it away from this machine:")
    print(recovery, flush=True)
    if not (is_interactive() and sys.stdout.isatty()):
        return
    for _ in range(3):
        typed = typer.prompt(
            f"Its last {TYPED_BACK} characters", err=True, default="", show_default=False
        )
        if typed.strip().upper() == recovery[-TYPED_BACK:]:
            return
        context.say("That is not how it ends.")
    raise UsageError(
        "the recovery identity was not typed back; nothing was encrypted",
        hint="Begin again, or go without one: `reflect encrypt --no-recovery`",
    )


@decrypt_app.command("decrypt")
def decrypt(
    ctx: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
) -> None:
    """Turn encryption off: journal, drafts and backups lie in plain again."""
    from reflect.journal.aside import open_sealed
    from reflect.store.encryption import convert

    context = context_of(ctx)
    journal = context.journal()
    if not journal.keys.exists:
        journal.keys.need()
        raise UsageError(f"the journal in {journal.folder} is not encrypted")
    if not yes:
        if not is_interactive():
            raise UsageError("decrypt needs a terminal, or --yes")
        context.say("Whoever can use your account, or has your disk, can read the journal then.")
        if not typer.confirm("Decrypt it?", err=True):
            raise typer.Exit(2)
    journal.keys.ask()
    seen = memory_of(context).read()
    done = convert.decrypt(journal.keys, also=partial(open_sealed, context.recovery))
    forget_in_keyring(seen)
    tell(context, done, f"Decrypted. The journal is {journal.keys.journal} now.")


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
    """Change the passphrase, or have the system's keyring remember that it is open."""
    from reflect.store.encryption import passphrase as changing

    context = context_of(ctx)
    keys = context.journal().keys
    if not keys.is_encrypted:
        keys.need()
        raise UsageError("the journal is not encrypted", hint="`reflect encrypt` does that.")
    if remember or forget:
        if recovery is not None or (remember and forget):
            raise UsageError("--recovery, --remember and --forget exclude each other")
        remember_or_forget(context, is_to_remember=remember)
        return
    if recovery is not None:
        changing.recover(keys, read_identity(recovery))
    keys.ask()
    changing.change_passphrase(keys, new_passphrase(context))
    context.say(
        "The passphrase is changed. Copies of identity.age elsewhere open with the old one."
    )


def remember_or_forget(context: CliContext, *, is_to_remember: bool) -> None:
    """Put the identity into the keyring of the system, or take it out."""
    from reflect.store.encryption import os_keyring

    keys = context.keys
    if not is_to_remember:
        forget_in_keyring(memory_of(context).read())
        memory_of(context).put_in_keyring(False)
        context.say("The keyring does not hold it any more.")
        return
    keys.ask()
    os_keyring.put(keys.recipients()[0], keys.identity_text())
    memory_of(context).put_in_keyring(True)
    context.say(
        "The keyring of the system holds the identity: whoever is logged in as you opens it."
    )


def forget_in_keyring(seen: "LastSeen") -> None:
    """Take the identity of a journal out of the keyring, if it was put there."""
    if seen.in_keyring and seen.recipients:
        from reflect.store.encryption import os_keyring

        os_keyring.forget(seen.recipients[0])


def memory_of(context: CliContext) -> "LastSeenStore":
    """Give what is remembered of the journal outside its folder."""
    assert context.keys.memory is not None
    return context.keys.memory


def read_identity(path: Path) -> str:
    """Read a secret key from a file, or from stdin for "-".

    Raises:
        FileError: it can't be read, or holds none.
    """
    from reflect.store.encryption.age import secret_in

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig", "replace")
    except OSError as error:
        raise FileError.at(path, f"{error.strerror}", hint="Check the path.") from None
    if identity := secret_in(text):
        return identity
    raise FileError.at(path, "holds no identity of age", hint="It begins with AGE-SECRET-KEY-1.")


def tell_encrypted(context: CliContext, done: "Conversion", what: str) -> None:
    """Say what was done, and which texts outside the journal's folder are in plain still.

    Raises:
        FileError: there are some, or a file could not follow the journal.
    """
    from reflect.journal.aside import plain_in

    why = "could not be saved and stays in plain; `reflect doctor` says what takes it up"
    done.failed += [(str(path), why) for path in plain_in(context.recovery)]
    tell(context, done, what)


def tell(context: CliContext, done: "Conversion", what: str) -> None:
    """Say what was done.

    Raises:
        FileError: a file could not follow the journal.
    """
    context.say(what)
    if done.files:
        context.say(f"{plural(done.files, 'file')} of drafts and backups followed.")
    if done.failed:
        named = "\n".join(f"{path}: {why}" for path, why in done.failed)
        raise FileError(
            f"{plural(len(done.failed), 'file')} did not follow the journal", hint=named
        )


COMMANDS = {"encrypt": encrypt_app, "decrypt": decrypt_app, "passphrase": passphrase_app}
