"""The names of the files in a journal folder."""

JOURNAL = "journal.json"
ENCRYPTED = "journal.age"
# The identity that opens journal.age, encrypted with the passphrase.
IDENTITY = "identity.age"
# The same identity, encrypted to the recovery identity.
RECOVERY = "recovery.age"
# The public keys of both, one per line: adding entries needs nothing else.
RECIPIENTS = "recipients.txt"
INBOX = "journal.inbox"
TORN = "journal.torn"
# The same in an encrypted journal.
TORN_SEALED = "journal.torn.age"
LOCK = "journal.lock"
BACKUPS = "backups"
# The prefix of the temporary files of all backups, which share the journal's lock.
BACKUP_FAMILY = "backup"
KEYS = (IDENTITY, RECOVERY, RECIPIENTS)
# The suffixes of encrypted and plain files.
SEALED = ".age"
PLAIN = ".json"
# The prefix of the copies of journals of older formats.
OLD_FORMAT = "journal.format-"
DRAFTS = "drafts"
DRAFT_LOCK = "lock"
# The prefix of the temporary files of all drafts, which share a lock.
DRAFT_FAMILY = "draft"
