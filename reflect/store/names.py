"""The names of what lies in a journal folder."""

JOURNAL = "journal.json"
ENCRYPTED = "journal.age"
INBOX = "journal.inbox"
TORN = "journal.torn"
LOCK = "journal.lock"
BACKUPS = "backups"
# What the temporary files of all backups are named after: the journal's lock is for them, too.
BACKUP_FAMILY = "backup"
DRAFTS = "drafts"
DRAFT_LOCK = "lock"
# What the temporary files of all drafts are named after: they have one lock.
DRAFT_FAMILY = "draft"
