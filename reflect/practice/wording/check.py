"""One advisory look at the language of an entry: ownership, not blame, not excuses.

It only asks; it never blocks, and never changes a word. It reads English alone, passes over what is
quoted or put into somebody's mouth, and prefers to say nothing rather than something wrong.
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
_READ = 20_000  # characters of an answer that are looked at
_NEAR = 200  # characters before and after a phrase that are looked at
_FEW = 8  # words; of fewer one can't tell the language
_ENGLISH_SHARE = 0.3

# What others see or what was thought and left unsaid is asked for there, whatever it is.
_OTHERS_VIEW = ("their_side", "unsaid")
# No names are wanted there, or nothing of it happened.
_AGENTLESS = ("blameless", "premortem")
# A lesson is a rule: "always" and "never" belong there.
_RULES = (LESSON,)

# None looks beyond the next opening mark: many that are never closed must not cost the square.
_QUOTED = re.compile(
    r"“[^”]*(?:”|$)|\"[^\"\n]*\"|«[^«»]*»|„[^„“”]*[“”]|(?<!\w)['‘][^'‘’\n]+['’](?!\w)"
    r"|(?:^|(?<=\n))>[^\n]*"
)
_SENTENCE_ENDS = ".!?;:\n"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Somebody said, thought or felt it, and the writer steps back from it.
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
# The writer's own part follows, or came before.
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
    """Words that may be worth another look, and one question about them.

    Args:
        pattern: its name, one of model.language.PATTERNS.
        words: as they stand in the text, on one line.
        question: what to ask oneself.
        prompt: id of the prompt they answer; COMMITMENT for an action.
    """

    pattern: str
    words: str
    question: str
    prompt: str


def check_wording(entry: Entry, off: Collection[str] = ()) -> list[Hint]:
    """Point out what may be worth another look: one hint a pattern at the most, three in all.

    Args:
        entry: what was written.
        off: names of the patterns that are not looked for.
    """
    found: dict[str, Hint] = {}
    for pattern, words, prompt in _found(entry, off):
        if pattern not in off and pattern not in found:
            line = " ".join(words.split())
            found[pattern] = Hint(pattern, line, QUESTIONS[pattern], prompt)
    return [found[pattern] for pattern in QUESTIONS if pattern in found][:MOST]


def _found(entry: Entry, off: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Go through an entry's answers and actions: pattern, words, prompt."""
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
    """Find the phrases of a text: pattern, start and end; none within another."""
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
    """Say whether the writer means these words: not another's, not supposed, not owned already."""
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
    """Write apostrophes in one way and blank out what is quoted; every place stays where it is."""
    masked = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    return masked.replace("’", "'").replace("‘", "'")


def _is_english(text: str) -> bool:
    """Say whether a text reads like English, as far as its commonest words tell."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    if len(words) < _FEW:
        return True
    return sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)
