"""An advisory check of an entry's wording that favours ownership over blame and excuses.

It only asks questions and never blocks or changes anything. It checks only English text, skips
quotations and reported speech, and would rather miss a phrase than flag a harmless one.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from reflect.model.entry import LESSON, Entry
from reflect.practice.wording.hints import phrases
from reflect.practice.wording.vague import vague_action

MOST = 3
COMMITMENT = "commitment"
QUESTIONS = {
    "self-punishment": "Would you say this to someone you lead?",
    "blame": "What was my own part in it?",
    "vague": "What exactly would somebody see me do, and when?",
    "excuse": "Which choice did I still have, even a small one?",
    "passive": "Who did it, or left it undone?",
    "hindsight": "What could I see at the time, and what did I learn only afterwards?",
    "absolute": "Always, never? When was it different?",
}
_READ = 20_000  # characters of an answer to check
_NEAR = 200  # characters of context to check before and after a phrase
_FEW = 8  # words; the language can't be detected from fewer
_ENGLISH_SHARE = 0.3

# Prompts that ask for other people's views or for unspoken thoughts.
_OTHERS_VIEW = ("their_side", "unsaid")
# Guides that avoid names, or that describe something that has not happened.
_AGENTLESS = ("blameless", "premortem")
# A lesson is a rule, so "always" and "never" are fine there.
_RULES = (LESSON,)

# No alternative looks past the next opening mark, so matching unclosed marks takes linear time.
_QUOTED = re.compile(
    r"“[^”]*(?:”|$)|\"[^\"\n]*\"|«[^«»]*»|„[^„“”]*[“”]|(?<!\w)['‘][^'‘’\n]+['’](?!\w)"
    r"|(?:^|(?<=\n))>[^\n]*"
)
_SENTENCE_ENDS = ".!?;:\n"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Reported speech or thoughts, which the writer may not agree with.
_AT_A_DISTANCE = re.compile(
    r"\b(?:said|says?|saying|told|tell(?:s|ing)?|claim(?:s|ed)?|complain(?:s|ed)?|argued?|wrote"
    r"|shout(?:s|ed)?|thought|think(?:s|ing)?|felt|feel(?:s|ing)?|feared?|believed?|assumed"
    r"|pretend(?:s|ed)?|imagined?|seem(?:s|ed)?|as if|as though|sounds? like|excuse|story"
    r"|not true|convinced|accused|heard|hear|easy|worr(?:y|ied))"
    r"(?:\s+(?!because|but|and|so|since|as\b(?!\s+(?:if|though)))[\w']+){0,5},?\s*$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|until|whether|so\s+that|make\s+sure(?:\s+that)?|is\s+not\s+that|isn't\s+that)"
    r"\s+(?:[\w']+\s+)?$",
    re.IGNORECASE,
)
# The writer acknowledges their own part.
_OWNED = re.compile(
    r"[^.!?\n]{0,60}(?:\b(?:because|since|as)\s+(?:I|we|my)\b"
    r"|\band\s+(?:that|this|it)\s+(?:is|was)\s+(?:my|mine|on\s+me)\b"
    r"|\band\s+I\s+(?:did\s+not|didn't|never|had|could\s+have|should\s+have|let|took|left"
    r"|assumed|missed|kept|said|answered|knew|saw|heard)\b"
    r"|[:;,]\s*I\s+had\b|\band\s+(?:they|he|she)\s+(?:is|are|was|were)\s+right\b)",
    re.IGNORECASE,
)
_EARNED = re.compile(r"\bI\b[^.!?]*\b(?:so|therefore)\s+$", re.IGNORECASE)
_SAID = re.compile(
    r"\s*[,–—-]\s*(?:(?!I\b|we\b)[\w']+\s+){0,2}(?:said|says|wrote|complained|told\s+me)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\bnot\s+$", re.IGNORECASE)
_AGENT = re.compile(r"\s+(?:[\w']+\s+){0,3}?by\s", re.IGNORECASE)
_MINE = re.compile(r"\bI\b|\bwe\s*$", re.IGNORECASE)
_COMMON_ENGLISH = """
    the and of to that with my they she he have had has it is was were for not but because what
    this be been i we you at by from when would could should them their his her our me us no
    more will do did don't didn't wasn't i'm i've never always a am as all any every on in so if
    who how out up can just about there then than
"""
_ENGLISH = frozenset(_COMMON_ENGLISH.split())


class Hint(NamedTuple):
    """A phrase that may be worth rewording, and a question about it.

    Args:
        pattern: the name of the pattern, one of `reflect.model.hints.PATTERNS`.
        words: the phrase as written, on one line.
        question: the question for the writer.
        prompt: the id of the prompt whose answer contains the phrase; COMMITMENT for an action.
    """

    pattern: str
    words: str
    question: str
    prompt: str


def check_wording(entry: Entry, off: Collection[str] = ()) -> list[Hint]:
    """Return the hints for an entry: at most one per pattern, and three in total.

    Args:
        entry: the entry.
        off: the names of the patterns that are turned off.
    """
    hints: dict[str, Hint] = {}
    for pattern, words, prompt in _matches(entry, off):
        if pattern not in off and pattern not in hints:
            line = " ".join(words.split())
            hints[pattern] = Hint(pattern, line, QUESTIONS[pattern], prompt)
    return [hints[pattern] for pattern in QUESTIONS if pattern in hints][:MOST]


def _matches(entry: Entry, off: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the pattern, words and prompt of each match in the answers and actions."""
    texts = [one.text for one in entry.answers] + [made.action for made in entry.commitments]
    if not _is_english(" ".join(text[:_READ] for text in texts)):
        return
    for answer in entry.answers:
        text = answer.text[:_READ]
        if answer.prompt in _OTHERS_VIEW or not _is_english(text):
            continue
        for pattern, start, end in _in_text(text, off):
            if pattern == "passive" and entry.guide in _AGENTLESS:
                continue
            if pattern == "absolute" and answer.prompt in _RULES:
                continue
            yield pattern, text[start:end], answer.prompt
    for made in entry.commitments:
        if made.is_open and vague_action().match(_plain(made.action)):
            yield "vague", made.action.rstrip(" .!"), COMMITMENT


def _in_text(text: str, off: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the pattern, start and end of each phrase, without overlaps."""
    plain = _plain(text)
    taken: list[tuple[int, int]] = []
    for pattern, expression in phrases():
        if pattern in off:
            continue
        for match in expression.finditer(plain):
            start, end = match.span()
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            if _is_meant(pattern, plain, start, end):
                taken.append((start, end))
                yield pattern, start, end


def _is_meant(pattern: str, plain: str, start: int, end: int) -> bool:
    """Return whether the writer means the phrase.

    A phrase doesn't count if it is reported or hypothetical, or if the writer takes responsibility.
    """
    before = plain[max(_sentence_start(plain, start), start - _NEAR) : start]
    after = plain[end : end + _NEAR]
    if any(step.search(before) for step in (_AT_A_DISTANCE, _CONDITION, _DENIED)):
        return False
    if _SAID.match(after):
        return False
    if pattern == "blame":
        return not (_OWNED.match(after) or _EARNED.search(before))
    if pattern == "passive":
        return not (_OWNED.match(after) or _AGENT.match(after) or _MINE.search(before))
    return True


def _sentence_start(plain: str, start: int) -> int:
    return max(plain.rfind(end, 0, start) for end in _SENTENCE_ENDS) + 1


def _plain(text: str) -> str:
    """Return the text with straight apostrophes and blanked-out quotations, at the same length."""
    masked = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    return masked.replace("’", "'").replace("‘", "'")


def _is_english(text: str) -> bool:
    """Return whether a text looks like English, judging by its most common words."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    if len(words) < _FEW:
        return True
    return sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)
