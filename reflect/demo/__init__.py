"""The sample journal: two years of entries by one leader. All people and firms are fictional."""
