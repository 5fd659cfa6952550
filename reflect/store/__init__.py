"""The storage layer, built on a single TinyDB file. See docs/decisions/ for its guarantees."""
