"""The wording check: words that point away from one's own part."""
