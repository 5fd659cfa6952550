"""The sample journal: two years of entries by one leader; all people and firms are invented."""
