"""The context that is passed to all doctor checks."""

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
    """The journal, settings and environment to check.

    Args:
        config: the valid settings.
        config_errors: the errors in the config file.
        environ: the environment variables that determine the editor.
        state: the state folder.
        now: the current time.
        encryption: the journal's encryption.
    """

    config: Config
    config_errors: Sequence[ReflectError]
    environ: Mapping[str, str]
    state: Path
    now: datetime
    encryption: JournalEncryption

    @property
    def journal(self) -> Path:
        return self.config.journal

    @property
    def backup_bytes(self) -> int:
        """The size limit for the backups in bytes, or 0 for no limit."""
        return self.config.backup_max_mb * _MB

    @property
    def recovery(self) -> Path:
        return self.state / "recovery"
