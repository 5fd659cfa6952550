"""File and folder names in a journal folder."""

JOURNAL = "journal.json"
ENCRYPTED = "journal.age"
# The identity that decrypts journal.age, encrypted with the passphrase.
IDENTITY = "identity.age"
# The same identity, encrypted to the recovery identity.
RECOVERY = "recovery.age"
# The public keys of both, one per line. Adding entries requires nothing else.
RECIPIENTS = "recipients.txt"
INBOX = "journal.inbox"
TORN = "journal.torn"
# The equivalent file for an encrypted journal.
TORN_SEALED = "journal.torn.age"
LOCK = "journal.lock"
BACKUPS = "backups"
# The prefix for temporary backup files; all backups share the journal lock.
BACKUP_FAMILY = "backup"
KEYS = (IDENTITY, RECOVERY, RECIPIENTS)
# The suffixes of encrypted and unencrypted files.
SEALED = ".age"
PLAIN = ".json"
# The prefix for copies of journals in older formats.
OLD_FORMAT = "journal.format-"
DRAFTS = "drafts"
DRAFT_LOCK = "lock"
# The prefix for temporary draft files; all drafts share one lock.
DRAFT_FAMILY = "draft"
