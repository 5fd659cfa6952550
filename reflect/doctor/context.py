"""What is given to every part of the check-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reflect.config.settings import Config
from reflect.errors import ReflectError
from reflect.journal.encryption import JournalEncryption


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around a journal.

    Args:
        config: the settings, without those that are wrong.
        faults: what is wrong with the config file.
        environ: the environment, for the editor.
        state: the folder for what is kept between two runs.
        now: the instant it is.
        encryption: of the journal.
    """

    config: Config
    faults: Sequence[ReflectError]
    environ: Mapping[str, str]
    state: Path
    now: datetime
    encryption: JournalEncryption

    @property
    def recovery(self) -> Path:
        """The folder of texts that could not be saved."""
        return self.state / "recovery"
