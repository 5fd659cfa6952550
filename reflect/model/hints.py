"""The names of the wording patterns, by which the config turns them off."""

PATTERNS = ("blame", "passive", "excuse", "absolute", "self-punishment", "hindsight", "vague")
