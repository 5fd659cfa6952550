"""The doctor command's checks and repairs of a journal and its surroundings."""
