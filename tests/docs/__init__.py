"""The docs are correct: examples are run, links are followed."""
