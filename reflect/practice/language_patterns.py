"""What the look at the language looks for: turns of phrase, each under the name of its pattern.

They are narrow on purpose. A hint on a sentence that is fine teaches people to pass hints over, so
a phrase stands here only where it hardly ever says anything else. In a phrase a blank stands for
any white space, and letters match in either case.
"""

import re
from functools import cache
from typing import NamedTuple

_PERSON = (
    r"(?:they|he|she|you|people|others|the others|the team|my team|our team|management"
    r"|(?-i:(?!But|And|So|Then|Or|We|Who|If|As|When|Yet|It|That|This|What|Nobody|Everyone)"
    r"[A-Z]\w+))"
)
_FAULT = (
    r"(?:listen(?:s|ed)?|tell|tells|told (?:me|us|anyone|anybody)|ask|asks|asked|say anything|says?"
    r"|said anything|answers?|answered|repl(?:y|ies|ied)|respond(?:s|ed)?|help(?:s|ed)?"
    r"|cares?|cared|delivers?|delivered|reads?|checks?|checked|tests?|tested|does?|did (?:it|that|"
    r"anything|what)|follow(?:s|ed)?|shows? up|showed up|warns?|warned|speaks? up|spoke up|thinks?"
    r"|learns?|learned|learnt|bothers?|bothered|takes? responsibility|took responsibility|finish"
    r"(?:es|ed)?|communicates?|communicated|inform(?:s|ed)?|pays? attention|paid attention"
    r"|appreciates?|appreciated|tr(?:y|ies|ied)|even)"
)
_NUISANCE = (
    r"(?:interrupts?|complains?|forgets?|ignores?|blames?|says? no|lets? (?:me|us)|makes? (?:me|us)"
    r"|push(?:es)?|blocks?|finds? (?:a|some) (?:reason|excuse)|com(?:e|es) late|gets? (?:its|their|"
    r"his|her) way|chang(?:e|es) (?:his|her|their) minds?|waits?|wants? (?:more|everything))"
)
_KNOW = (
    r"(?:known|told|asked|checked|said|warned|seen|read|tested|thought|listened|done|noticed"
    r"|reali[sz]ed|understood|spoken|come|let|been)"
)
_LEFT_UNDONE = (
    r"(?:communicated|told|informed|checked|tested|documented|reviewed|escalated|raised|mentioned"
    r"|discussed|consulted|involved|asked|invited|shared|updated|noticed|followed up|followed"
    r"|addressed|prepared|clarified|handed over|passed on|done|read|sent|said|agreed|trained"
    r"|listened to|heard)"
)
_DEGRADING = (
    r"(?:idiot|fool|moron|failure|fraud|loser|coward|disgrace|imposter|impostor|embarrassment"
    r"|(?:bad|terrible|awful|horrible|lousy|useless|hopeless|worthless) "
    r"(?:leader|manager|boss|person|human being|colleague|mentor|coach|lead|engineer|teacher))"
)
_WORTHLESS = (
    r"(?:useless|worthless|hopeless|pathetic|incompetent|stupid|an? disgrace|not good enough"
    r"|not cut out for (?:this|it|leading|leadership)|good for nothing)"
)
_VERY = r"(?:so |such |really |just |simply |clearly |obviously |totally |completely |still |too )*"

_PHRASES: dict[str, tuple[str, ...]] = {
    "self-punishment": (
        rf"I(?:'m| am| was|'ve been| have been) {_VERY}(?:an? |the )?(?:\w+ )?{_DEGRADING}\b"
        r"(?! (?:mode|rate|to (?:him|her|them)))",
        rf"I(?:'m| am| was|'ve been| have been) {_VERY}{_WORTHLESS}\b",
        r"I(?:'m| am| was) the worst\b(?: \w+)?",
        r"what an? (?:\w+ )?(?:idiot|fool|moron|failure|coward) I (?:am|was)",
        r"(?:stupid|silly|idiot) me\b",
        r"I (?:hate|despise|loathe) myself",
        r"I (?:can't|cannot|can never|never) (?:do|get) anything right",
        r"I (?:always |just |only )?(?:ruin|spoil|break|destroy|mess up) everything",
        r"I (?:always )?(?:mess|screw) everything up",
        r"I (?:deserve|deserved) to (?:be fired|fail|lose|suffer|be punished)",
        r"I (?:just |really )?suck\b",
        r"I should never have been (?:promoted|hired|made)",
    ),
    "blame": (
        rf"{_PERSON} (?:just |simply |still )?never {_FAULT}\b(?! for\b)",
        rf"{_PERSON} (?:just |simply )?always {_NUISANCE}\b",
        r"(?:was|is|were|'s) (?:all |entirely |really |clearly |only |completely )?"
        r"(?:their|his|her|your|(?-i:[A-Z])\w+'s|the \w+'s?|the \w+ \w+'s?) (?:own )?fault\b",
        r"(?:they|he|she|you|the team|management|(?-i:[A-Z]\w+)) (?:is|are|was|were) "
        r"(?:all |entirely |really |clearly )?to blame",
        r"I (?:still )?blame (?:him|her|them|the|my|(?-i:[A-Z]\w+))\b",
        r"(?:they|he|she|somebody|someone|the team|my team|management"
        r"|(?-i:(?!We|But|And|So|What|It|That|This|Who|Nobody)[A-Z]\w+)) "
        rf"should(?: have|'ve) {_KNOW}\b",
        r"(?:they|he|she|the team|my team|(?-i:[A-Z]\w+)) "
        r"(?:let (?:me|us) down|threw (?:me|us) under the bus|stabbed (?:me|us) in the back"
        r"|made (?:me|us) (?:do it|look (?:bad|stupid|weak|like)|lose))",
        r"(?:nobody|no one) (?:ever |even )?(?:told|warned|informed|listened to) (?:me|us)\b",
        r"because of (?:him|her|them)\b",
        r"if it (?:weren't|wasn't|hadn't been|had not been|were not) for (?:him|her|them)\b",
        r"(?:they|he|she|the team|my team|(?-i:[A-Z]\w+)) (?:couldn't be bothered|could not be "
        r"bothered|didn't (?:even )?bother|did not (?:even )?bother|didn't (?:even )?care"
        r"|did not (?:even )?care)\b",
        r"(?:they|he|she|people|my team|the team) (?:just |simply )?(?:don't|doesn't|won't|do not"
        r"|does not|will not) (?:ever |even )?(?:listen|care|get it|take (?:responsibility"
        r"|ownership)|want to (?:learn|work|listen))\b",
    ),
    "vague": (),
    "excuse": (
        r"(?:I|we) (?:really |just )?had no (?:other |real )?(?:choice|option|alternative)\b"
        r"(?! but to (?:apolog|admit|own|say sorry))",
        r"(?:left|gave|leaving|giving) (?:me|us) (?:with )?no (?:other )?(?:choice|option)",
        r"there was (?:nothing|not much) (?:else |more )?(?:that )?(?:I|we) could (?:do|have done)",
        r"there was no (?:other way|choice|alternative)\b",
        r"(?:it|this|that|which) (?:wasn't|was not|isn't|is not) (?:really |entirely |even )?"
        r"(?:my|our) (?:fault|job|problem|responsibility)\b",
        r"(?:anyone|anybody|everyone|everybody|any (?:leader|manager|boss))(?: else)? would have "
        r"(?:done|said) (?:the same|it|that)",
        r"(?:everyone|everybody) (?:else )?does (?:it|the same|that)\b",
        r"(?:I|we) (?:was|were) (?:only|just|merely) (?:doing (?:my|our) job|following "
        r"(?:orders|instructions|the process|the rules))",
        r"(?:I|we) (?:couldn't|could not) help it\b",
        r"(?:it|that|this) (?:couldn't|could not) be helped\b",
        r"(?:I|we) (?:was|were) (?:forced|made) to\b",
        r"I (?:only|just) did (?:as|what) I was told",
        r"that's (?:just )?(?:how|the way) (?:I am|I'm|it is|things are|we are|it works here)\b",
        r"what (?:else )?(?:was I supposed to do|could I have done|could I do)\b",
    ),
    "passive": (
        r"(?:a |the |some )?(?:mistakes?|errors?) (?:was|were|had been|has been|have been) made\b",
        r"(?:was|were|wasn't|weren't|got) (?:simply |just |completely |somehow |then )?"
        r"(?:missed|overlooked|forgotten|neglected|mishandled|misunderstood|miscommunicated"
        r"|botched|messed up|left undone)\b",
        r"balls? (?:was|were|got) dropped\b",
        rf"(?:was|were) (?:not|never) (?:\w+ly )?{_LEFT_UNDONE}\b",
        rf"(?:wasn't|weren't) (?:\w+ly )?{_LEFT_UNDONE}\b",
        rf"(?:had|has|have) (?:not|never) been (?:\w+ly )?{_LEFT_UNDONE}\b",
        rf"(?:hadn't|hasn't|haven't) been (?:\w+ly )?{_LEFT_UNDONE}\b",
        r"it was (?:decided|agreed|assumed|felt|thought|believed) (?:that|to)\b",
        r"(?:fell|slipped) through the (?:cracks|net)\b",
    ),
    "hindsight": (
        r"(?:I|we) (?:really |surely )?should(?: have|'ve) (?:known|seen (?:it|this|that) coming"
        r"|foreseen|anticipated|guessed|predicted)\b",
        r"(?:I|we) (?:could|ought to) have (?:known|seen (?:it|this|that) coming)\b(?! better)",
        r"(?:it|this|that) was (?:so |quite |totally |completely |absolutely |always )?"
        r"(?:obvious|clear|predictable|inevitable) (?:from the (?:start|beginning|outset)|all along"
        r"|in hindsight|in retrospect)",
        r"(?:in hindsight|in retrospect|looking back),? (?:it|this|that|the \w+) (?:is|was|seems|"
        r"were) (?:so |quite |totally |all |completely )?(?:obvious|clear|predictable|inevitable)",
        r"(?:I|we) (?:knew|should have known) (?:it )?all along\b",
        r"(?:I|we) knew (?:it|this|that) (?:would|was going to) (?:happen|fail|go wrong|end)",
        r"(?:it|this|that) was (?:always )?(?:bound|going|doomed) to (?:fail|go wrong|happen)\b",
        r"(?:anyone|anybody|everyone|everybody|a child) could(?: have|'ve) (?:seen|known|told)\b",
        r"how could I (?:not (?:have )?(?:see|seen|know|known)|have (?:missed|been so blind))\b",
    ),
    "absolute": (
        r"(?:this|that|it|something like this|the same thing) always (?:happens|ends|goes|fails"
        r"|comes)\b",
        r"(?:I|we) (?:just |simply )?always (?:do|end up|give|get|make|let|say yes|say no|forget"
        r"|fail|wait|avoid|react|rush|jump|lose|fall|take|talk|interrupt|promise|come|put|try|find"
        r"|assume|repeat|choose|overreact|underestimate|overestimate)\b",
        r"(?:I|we) (?:just |simply )?never (?:learn|listen|think|ask|say|speak|finish|manage|plan"
        r"|talk|stop|notice|see|get (?:it|this|that|anything)|make (?:it|time)|have (?:time|enough)"
        r"|follow|delegate|take time)\b",
        r"(?:I|we) (?:will|'ll|can) never (?:learn|get (?:it|this|there|better)|be (?:able|good"
        r"|ready|trusted|a)|manage|change|understand|succeed)\b",
        r"(?:I|we)'ll never (?:learn|get (?:it|this|there|better)|be (?:able|good|ready|trusted|a)"
        r"|manage|change|understand|succeed)\b",
        r"(?:everyone|everybody|nobody|no one) (?:here |in \w+ \w+ )?(?:always|ever) \w+",
        r"(?:everyone|everybody) (?:hates|is against|was against|thinks (?:I am|I'm))\b",
        r"nothing (?:ever )?(?:works|changes|goes right|ever \w+)\b",
        r"everything (?:always )?(?:goes|went|is going|has gone) wrong\b",
        r"every single time\b",
        r"(?:happens|fails|forget|goes wrong) every time\b",
        r"(?:it's|it is) always the same\b",
    ),
}
# An action nobody could see or count; it must be all there is, so that what is concrete passes.
_DEGREE = r"(?:more|better|less|harder|clearer|more \w+ly|more \w+)"
_VAGUE = (
    rf"(?:be|become|stay|get) (?:a )?"
    rf"(?:{_DEGREE}|careful|aware|mindful|patient|present|proactive)",
    r"(?:communicate|listen|delegate|plan|prepare|focus|organi[sz]e|trust|care|lead|do|speak|work"
    r"|think|try|behave|react|(?:handle|do) (?:it|this|that|things)) "
    rf"{_DEGREE}",
    r"communicate",
    r"(?:improve|work on|focus on|think about|reflect on|watch|remember|keep in mind) "
    r"(?:(?:my|our|the|this|that|how) )?\w+",
    r"(?:pay|take) (?:more|better|closer) (?:attention|care|time|notice)",
    r"(?:make sure|ensure)(?: that)? (?:this|it|that) (?:doesn't|does not|never|won't) happens?",
    r"(?:not|never) (?:let|do|make) (?:this|it|that|(?:the same|this|that) mistake)(?: happen)?",
    r"avoid (?:this|it|that|(?:the same|this|that|such) mistakes?)",
    r"learn from (?:this|it|that|(?:this|my) mistakes?)",
    r"do my best",
    r"change (?:this|it|that|my (?:behaviou?r|attitude|style))",
)
_LEAD = (
    r"(?:(?:really |always |also )?(?:try|do my best|start|begin|aim|strive|need|remember|make an "
    r"effort|promise|learn)(?: harder)? to |(?:try and|really|always|definitely|just|simply) )*"
)
# After it only a word or four that say nothing of when, with whom exactly, or how.
_TAIL = r"(?: (?!by |before |after |until |when |every |each |at |\d)[^\s,;:.]+){0,5}[.! ]*"


class Phrase(NamedTuple):
    """A turn of phrase: the name of its pattern, and how it is found."""

    pattern: str
    expression: re.Pattern[str]


@cache
def phrases() -> tuple[Phrase, ...]:
    """Give all phrases; of patterns that overlap, the first to find its words keeps them."""
    return tuple(
        Phrase(pattern, _compiled(phrase)) for pattern, all_ in _PHRASES.items() for phrase in all_
    )


@cache
def vague_action() -> re.Pattern[str]:
    """Give what a whole action matches that says nothing to be seen."""
    return _compiled(rf"{_LEAD}(?:{'|'.join(_VAGUE)}){_TAIL}$")


def _compiled(phrase: str) -> re.Pattern[str]:
    spaced = phrase.replace(" ", r"\s+")
    return re.compile(rf"(?<![\w'])(?:{spaced})", re.IGNORECASE)
