"""What is shown when the journal can't be read."""
