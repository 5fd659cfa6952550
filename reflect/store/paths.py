"""The names of what lies in a journal folder."""

JOURNAL = "journal.json"
ENCRYPTED = "journal.age"
# The identity that opens journal.age, encrypted with the passphrase.
IDENTITY = "identity.age"
# The same, encrypted to the recovery identity.
RECOVERY = "recovery.age"
# The public halves of both, a line each: whoever adds needs no more.
RECIPIENTS = "recipients.txt"
INBOX = "journal.inbox"
TORN = "journal.torn"
# The same, once encryption was turned on.
TORN_SEALED = "journal.torn.age"
LOCK = "journal.lock"
BACKUPS = "backups"
# What the temporary files of all backups are named after: the journal's lock is for them, too.
BACKUP_FAMILY = "backup"
KEYS = (IDENTITY, RECOVERY, RECIPIENTS)
# How the name of an encrypted file ends; that of a plain one, in its place.
SEALED = ".age"
PLAIN = ".json"
# How the name of a journal of an older format begins that was kept beside the newer one.
OLD_FORMAT = "journal.format-"
DRAFTS = "drafts"
DRAFT_LOCK = "lock"
# What the temporary files of all drafts are named after: they have one lock.
DRAFT_FAMILY = "draft"
