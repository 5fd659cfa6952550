"""The docs say what is true: their examples are run, their links followed."""
