"""The names of the wording patterns, used in the config to turn them off."""

PATTERNS = ("blame", "passive", "excuse", "absolute", "self-punishment", "hindsight", "vague")
