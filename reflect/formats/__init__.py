"""The formats of entries outside the journal, a module or package each."""
