"""Recognises vague actions, such as "be more careful" or "try to communicate better".

The whole action must be vague. A day, name, number, occasion or method makes it concrete.
"""

import re
from functools import cache

_LEAD = (
    r"(?:(?:really |always |also )?(?:try|do my best|start|begin|aim|strive|need|make an effort"
    r"|promise|learn|remember)(?: harder)? to |(?:try and|really|always|definitely|just|simply) )*"
)
_DEGREE = (
    r"(?:more|better|less|harder|clearer|calmer|differently"
    r"|more (?!than |before |after |until |at )\w+)"
)
_STATE = (
    r"(?:careful|aware|mindful|patient|present|proactive|transparent|open|honest|calm|attentive"
    r"|nicer|kinder|calmer|stronger|clearer|stricter|tougher|braver|humble)"
)
_MINE = r"(?:my|our|this|it|that|how|communication|collaboration|trust|quality|transparency)"
_ACTIONS = (
    rf"(?:be|become|stay|get|remain) (?:an? )?(?:{_DEGREE}|{_STATE})",
    rf"\w+ (?:(?:it|this|that|things|up|in) )?{_DEGREE}",
    # A verb and its object, followed by "more" or "better".
    r"(?!ask )\w+ (?:(?!one |two |three |\d)\w+ ){1,3}(?:more|better)(?: often)?",
    r"communicate",
    r"improve|do better",
    r"(?:speak up|check in|reach out|step back)(?: more)?",
    rf"(?:improve|work on|think about|reflect on|watch|focus on) {_MINE}(?: \w+){{0,2}}",
    r"(?:remember|keep in mind) (?:this|it|that)|keep (?:this|it|that) in mind",
    r"(?:pay|take) (?:more|better|closer) (?:attention|care|time|notice)",
    r"(?:set|give|have|build|create) (?:more |better )?(?:clear|clearer|better|honest|more|good) "
    r"(?:expectations|goals|boundaries|priorities|feedback|communication|trust|habits)",
    r"ask (?:more|better) questions",
    r"(?:make sure|ensure)(?: that)? (?:this|it|that) (?:doesn't|does not|never|won't) happens?",
    r"(?:not|never) (?:let|do|make) (?:this|it|that|(?:the same|this|that) mistake)(?: happen)?",
    r"avoid (?:this|it|that|(?:the same|this|that|such) mistakes?)",
    r"learn from (?:this|it|that|(?:this|my) mistakes?)",
    r"do my best",
    r"stop (?:micromanaging|being \w+|rushing|worrying|overthinking)",
    r"(?:change|improve) (?:this|it|that|my (?:behaviou?r|attitude|style|ways?))",
)
# Words that say when, with whom or how. Capitalised words are names or days.
_CONCRETE = (
    r"by |before |after |until |when |while |every |each |at |with |during |within "
    r"|one |two |three |\d|(?-i:[A-Z]\w)"
)
_TAIL = (
    rf"(?: (?!{_CONCRETE})[^\s,;:.!]+){{0,4}}"
    r"(?: (?:with|at|during) (?:my|the|our|all|other) (?:team|others|people|colleagues|work|job"
    r"|stakeholders|meetings?|clients?|customers?))?[.!\s]*"
)


@cache
def vague_action() -> re.Pattern[str]:
    """Return a pattern that matches the whole text of a vague action."""
    whole = rf"{_LEAD}(?:{'|'.join(_ACTIONS)}){_TAIL}$"
    return re.compile(whole.replace(" ", r"\s+"), re.IGNORECASE)
