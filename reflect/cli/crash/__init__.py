"""What happens when reflect itself fails: hooks, and a report without personal text."""
