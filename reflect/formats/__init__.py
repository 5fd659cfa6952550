"""The forms an entry takes outside the journal, one module each."""
