"""The names of what the look at the language may point out; the config turns them off by these."""

PATTERNS = ("blame", "passive", "excuse", "absolute", "self-punishment", "hindsight", "vague")
