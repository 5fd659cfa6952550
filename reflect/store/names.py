"""The names of what lies in a journal folder."""

JOURNAL = "journal.json"
ENCRYPTED = "journal.age"
INBOX = "journal.inbox"
TORN = "journal.torn"
LOCK = "journal.lock"
BACKUPS = "backups"
DRAFTS = "drafts"
DRAFT_LOCK = "lock"
# What temporary files are named after: one family to a lock.
JOURNAL_FAMILY = "journal"
DRAFT_FAMILY = "draft"
