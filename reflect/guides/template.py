"""The commented template for a new guide."""

_TEMPLATE = """\
# A guide of your own: prompts, asked one after another. Change every line to suit you, then
#     reflect guides check THIS-FILE      says in one line what is wrong, and where
#     reflect new --guide @NAME@
# Every key is explained in docs/guides.md; lines that begin with # are comments.

title = "A guide of my own"
about = "what it is for, in a few words"
# Under what it is listed: "something went wrong", "it happened again", "a decision",
# "something went well", "the week, the quarter, the year" or "more".
need = "more"

# The first prompt is the only one that must be answered. `stage` is its part of the loop: first
# "action", then "reflection", last "next action". A quiet minute stands before the reflection.
[[prompt]]
id = "happened"
stage = "action"
ask = "What happened?"
help = "Only what a camera would have seen."
example = "I answered for Priya twice before she could speak."

# answer = "text" (several lines; so without the key), "line", "list" (one item a line), "date",
# "choice", "scale", "commitment" or "forecast".
[[prompt]]
id = "how_often"
stage = "reflection"
ask = "How often does this happen?"
answer = "choice"
choices = ["for the first time", "now and then", "often"]

# Asked only if an earlier prompt was answered so; `when = "how_often"` would do for any answer.
[[prompt]]
id = "pattern"
stage = "reflection"
ask = "What do those times have in common?"
when = { prompt = "how_often", is = ["now and then", "often"] }

# The lesson comes back to you after 1, 3 and 9 weeks. Its prompt always has this id.
[[prompt]]
id = "lesson"
stage = "reflection"
ask = "What is the lesson, in one sentence?"
answer = "line"
feeds = "lesson"

# When CUE, I will ACTION, and the day on which to look back.
[[prompt]]
id = "commitment"
stage = "next action"
ask = "What will I do, and when?"
answer = "commitment"
"""


def write_template(name: str) -> str:
    """Return the template with the guide's name filled in."""
    return _TEMPLATE.replace("@NAME@", name)
