"""Commands that a message names, so that they act on the journal that was acted on."""

from pathlib import Path


def addressed(text: str, journal: str | None, config: Path | None) -> str:
    """Give the commands in a message the options with which this one was called.

    What a variable of the environment says holds for the next command, too.

    Args:
        text: a message or a hint, with commands such as `reflect doctor`.
        journal: the folder that an option named; None without it.
        config: likewise the config file.
    """
    if (journal is None and config is None) or "reflect " not in text:
        return text
    import re
    import shlex

    from reflect.cli.lazy_group import LazyGroup

    aside = () if config is not None else ("config", "guides", "completion", "demo")
    commands = "|".join(name for name in LazyGroup.registry if name not in aside)
    options = "" if config is None else f"--config {shlex.quote(str(config))} "
    options += "" if journal is None else f"-j {shlex.quote(journal)} "
    # As messages name commands: a text of the user's that they hold does not.
    named = re.compile(rf"(?:(?<=`)|(?<=[Rr]un )|(?<=; ))reflect (?=(?:{commands})\b)")
    return named.sub(lambda found: found[0] + options, text)
