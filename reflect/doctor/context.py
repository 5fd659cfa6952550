"""What the checks of the doctor are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reflect.config.settings import Config
from reflect.errors import ReflectError
from reflect.journal.encryption import JournalEncryption

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class DoctorContext:
    """The journal to check, and its surroundings.

    Args:
        config: the settings that are valid.
        config_errors: what is wrong with the config file.
        environ: the environment, for the editor.
        state: the state folder.
        now: the current time.
        encryption: of the journal.
    """

    config: Config
    config_errors: Sequence[ReflectError]
    environ: Mapping[str, str]
    state: Path
    now: datetime
    encryption: JournalEncryption

    @property
    def journal(self) -> Path:
        """The journal's folder."""
        return self.config.journal

    @property
    def backup_bytes(self) -> int:
        """How many bytes the backups may take; 0 for no limit."""
        return self.config.backup_max_mb * _MB

    @property
    def recovery(self) -> Path:
        """The recovery folder."""
        return self.state / "recovery"
