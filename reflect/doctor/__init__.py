"""The checks and repairs of the doctor command."""
