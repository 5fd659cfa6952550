"""One TinyDB file, kept safe: see docs/decisions/ for what it promises and how."""
