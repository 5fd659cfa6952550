"""The phrases that the wording check looks for, by pattern.

They are deliberately narrow, because hints about harmless sentences teach people to ignore all
hints. A phrase is listed only if it rarely means anything else. A space in a phrase matches any
white space, and case is ignored.
"""

import re
from functools import cache
from typing import NamedTuple

_NAME = (
    r"(?-i:(?!But|And|So|Then|Or|We|Who|If|As|When|Yet|It|That|This|What|Nobody|Everyone|Everybody"
    r"|There|Here|Now|In|On|My|Our|The|Not|You|Maybe|Perhaps|Still|Also|Today)"
    # Words such as "Tests" and "Monitoring" at the start of a sentence are not people.
    r"(?!\w*(?:[^aiouyáéíóú]s|ing|tion|ment|ware|ness|ity)\b)[A-Z]\w+)"
)
_PEOPLE = (
    r"(?:the|my|our|their) (?:\w+ )?(?:team|teams|others|boss|manager|managers|management|board"
    r"|clients?|customers?|vendors?|suppliers?|developers?|designers?|engineers?|colleagues?|staff"
    r"|directors?|leads?|leadership|department|ceo|cfo|cto|founders?|interns?|testers?|guys)"
)
_THEY = (
    r"(?:they|he|she|people|others|management|sales|marketing|engineering|finance|support"
    rf"|{_PEOPLE}|{_NAME})"
)
_NO_ONE = r"(?:nobody|no one)"
_ANYONE = r"(?:anyone|anybody|everyone|everybody)"
_WAS = r"(?: is| are| was| were|'s|'re)"
_JUST = r"(?:(?:just|simply|really|still|all|entirely|clearly|only|completely|so|obviously) )*"
_FAULT = (
    r"(?:listen(?:s|ed)?|tells?|told (?:me|us)|asks?|asked|say anything|says?|said anything"
    r"|answers?|answered|repl(?:y|ies|ied)|respond(?:s|ed)?|help(?:s|ed)?|cares?|cared"
    r"|delivers?|delivered|reads?|checks?|checked|tests?|tested|do|does|did (?:it|that|anything)"
    r"|follow(?:s|ed)?|shows? up|showed up|warns?|warned|speaks? up|spoke up|thinks?|learns?"
    r"|learned|learnt|bothers?|bothered|takes? responsibility|took responsibility"
    r"|finish(?:es|ed)?|communicates?|communicated|inform(?:s|ed)?|pays? attention"
    r"|paid attention|appreciates?|appreciated|tr(?:y|ies|ied)|even)"
)
_NUISANCE = (
    r"(?:interrupts?|complains?|forgets?|ignores?|blames?|says? no|lets? (?:me|us) down"
    r"|push(?:es)?|blocks?|finds? (?:a|some) (?:reason|excuse)|comes? late"
    r"|gets? (?:its|their|his|her) way|changes? (?:his|her|their) minds?|wants? everything)"
)
_KNOW = (
    r"(?:known|told|asked|checked|said|warned|seen|read|tested|thought|listened|done|noticed"
    r"|reali[sz]ed|understood|spoken|come|let)"
)
_LEFT_UNDONE = (
    r"(?:communicated|told|informed|checked|tested|documented|reviewed|escalated|raised|mentioned"
    r"|discussed|consulted|involved|asked|invited|shared|updated|noticed|followed up|followed"
    r"|addressed|prepared|clarified|handed over|passed on|done|read|sent|said|agreed|trained"
    r"|listened to|heard|set|given|aligned)"
)
# The sentence ends here or continues with a common word. This excludes "failure analyst" and "lazy
# loading".
_ENDS = (
    r"(?=\s*(?:[.,;:!?)–—-]|$|(?:to|and|but|or|for|as|at|in|who|that|because|when|here|again|on"
    r"|than|we|I|the)\b))"
)
_ROLE = (
    r"(?:leader|manager|boss|person|human being|human|colleague|mentor|coach|lead|engineer|teacher"
    r"|parent|friend)"
)
_DEGRADING = (
    r"(?:(?:\w+ )?(?:idiot|fool|moron|failure|fraud|loser|coward|disgrace|imp[oe]ster|impostor)"
    rf"|(?:bad|terrible|awful|horrible|lousy|useless|hopeless|worthless) {_ROLE})"
)
_WORTHLESS = (
    r"(?:useless|worthless|hopeless|pathetic|incompetent|stupid|good for nothing"
    r"|unfit to lead|unfit to manage"
    r"|not cut out for (?:this|it|leading|leadership|the job))"
)
_I_AM = (
    r"I(?:'m| am| was|'ve been| have been)(?: (?:so|such|really|just|simply|clearly|still|too))*"
)
_GO_WRONG = r"(?:happen|fail|go wrong)"

_PHRASES: dict[str, tuple[str, ...]] = {
    "self-punishment": (
        rf"{_I_AM} (?:an? |the )?{_DEGRADING}{_ENDS}",
        rf"{_I_AM} (?:completely |totally |utterly )?{_WORTHLESS}{_ENDS}",
        rf"{_I_AM} (?:(?:too )?stupid for \w+|no good at (?:this|it|leading|managing|my job)"
        r"|not good enough (?:for|to) \w+)",
        rf"I(?:'m| am| was) the worst (?:{_ROLE}|ever|of all)\b",
        r"what an? (?:\w+ )?(?:idiot|fool|moron|failure|coward) I (?:am|was)\b",
        r"how could I be so (?:stupid|blind|naive|dumb)\b",
        rf"(?:stupid|silly|idiot) me{_ENDS}",
        r"I (?:hate|despise|loathe) myself(?!-)\b",
        r"I(?:'ll| will| can) never forgive myself\b",
        r"I should be ashamed of myself\b",
        r"I (?:can't|cannot|can never|never) (?:do|get) anything right\b",
        r"I (?:always |just |only )?(?:ruin|spoil|break|destroy|mess up) everything\b",
        r"I (?:always )?(?:mess|screw) everything up\b",
        r"I (?:deserve|deserved) to (?:be fired|fail|lose|suffer|be punished)\b",
        r"I (?:don't|do not) deserve (?:to lead|this (?:team|job|role)|my (?:team|job|role))\b",
        rf"I (?:just |really )?suck{_ENDS}",
        r"I should never have been (?:promoted|hired|made)\b",
    ),
    "blame": (
        rf"{_THEY} {_JUST}never {_FAULT}\b(?! (?:for|no|anyone of)\b)",
        rf"{_THEY} {_JUST}always {_NUISANCE}\b",
        rf"(?:(?:it|that|this)'s|is|are|was|were) {_JUST}"
        r"(?:their|his|her|your|(?-i:[A-Z])\w+'s|the \w+'s?|the \w+ \w+'s?) (?:own )?fault\b",
        rf"{_THEY}{_WAS} {_JUST}to blame\b",
        rf"I (?:still )?blame (?:him|her|them|{_PEOPLE}|{_NAME})\b",
        rf"(?:somebody|someone|{_THEY}) should(?: have|'ve) {_KNOW}\b",
        rf"{_THEY} (?:let (?:me|us) down|failed (?:me|us)|threw (?:me|us) under the bus"
        r"|stabbed (?:me|us) in the back|dropped the ball"
        r"|made (?:me|us) (?:do it|look (?:bad|stupid|weak|like)|lose))\b",
        rf"{_THEY} (?:ruined|sabotaged|wrecked|messed up|screwed up) "
        r"(?:the|my|our|this|it|that|everything)\b",
        rf"{_THEY} (?:didn't|did not) (?:even )?(?:bother|care|do (?:their|his|her) jobs?)\b",
        rf"{_THEY} (?:couldn't|could not) be bothered\b",
        rf"{_THEY} {_JUST}(?:don't|doesn't|won't|do not|does not|will not) (?:ever |even )?"
        rf"(?:listen|care|get it|take (?:responsibility|ownership)|want to (?:learn|work)){_ENDS}",
        rf"{_THEY} {_JUST}(?:don't|doesn't|do not|does not) "
        r"(?:listen to me|care about (?:quality|us|me))\b",
        rf"{_THEY}{_WAS} {_JUST}(?:incompetent|lazy|useless|stupid|idiots|hopeless|unprofessional"
        rf"|irresponsible|careless){_ENDS}",
        rf"{_NO_ONE} (?:ever |even )?(?:told|warned|informed|listened to) (?:me|us)\b",
        r"(?:lost|failed|late|missed|delayed|wrong|broke|slipped|angry)(?: \w+){0,6} because of "
        rf"(?:him|her|them){_ENDS}",
        r"you (?:can't|cannot) (?:rely on|trust) (?:them|him|her|anyone|anybody)\b",
    ),
    "excuse": (
        r"(?:I|we) (?:really |just )?had no (?:other |real )?(?:choice|option|alternative)"
        rf"(?! but to (?:apolog|admit|own|say sorry)){_ENDS}",
        r"(?:I|we) (?:didn't|did not) have (?:a|any|another) (?:choice|option|alternative)\b",
        r"(?:left|gave|leaving|giving) (?:me|us) (?:with )?no (?:other )?(?:choice|option)\b",
        r"there was (?:nothing|not much) (?:else |more )?(?:that )?(?:I|we) could "
        r"(?:do|have done)\b",
        rf"there was (?:really )?no (?:other way|choice){_ENDS}",
        r"(?:it|this|that|which)(?: wasn't| was not| isn't| is not|'s not) (?:really |even )?"
        r"(?:my|our) (?:fault|job|problem|responsibility)\b(?! (?:to|alone)\b)",
        rf"{_ANYONE}(?: else)? would have (?:done|said) (?:the same|it|that)\b",
        r"(?:everyone|everybody) (?:else )?does (?:it|the same|that)\b",
        r"(?:I|we) (?:was|were) (?:only|just|merely) (?:doing (?:my|our) job|following "
        r"(?:orders|instructions|the process|the rules))\b",
        r"(?:I|we) (?:couldn't|could not) help it\b",
        r"(?:it|that|this) (?:couldn't|could not) be helped\b",
        r"my hands were tied\b",
        r"(?:out of|beyond|outside|not in) my (?:control|hands)\b",
        r"(?:I|we) (?:was|were) (?:forced|made) to\b(?! feel\b)",
        rf"I (?:only|just) did (?:as|what) I was told{_ENDS}",
        r"that's (?:just )?(?:how|the way) (?:I am|I'm|it is|things are|we are|it works here)\b",
        r"what (?:else )?(?:was I supposed to do|could I have done)\b",
    ),
    "passive": (
        r"(?:a |the |some )?(?:mistakes?|errors?) (?:was|were|had been|has been|have been) made\b",
        r"(?:the )?(?:wrong|bad|poor) (?:decisions?|calls?|choices?|assumptions?) "
        r"(?:was|were|got) (?:made|taken)\b",
        r"(?:was|were|wasn't|weren't|got) (?:simply |just |completely |somehow |then )?"
        r"(?:missed|overlooked|forgotten|neglected|mishandled|misunderstood|miscommunicated"
        r"|botched|messed up|left undone)\b",
        r"balls? (?:was|were|got) dropped\b",
        rf"(?:(?:was|were) (?:not|never)|wasn't|weren't) (?:\w+ly )?{_LEFT_UNDONE}\b(?! before)",
        r"(?:had (?:not|never)|hadn't) been (?:\w+ly )?"
        rf"{_LEFT_UNDONE}\b",
        r"it was (?:decided|agreed|assumed|felt|thought|believed) (?:that|to)\b",
        r"(?:fell|slipped) through the (?:cracks|net)\b",
    ),
    "hindsight": (
        r"(?:I|we) (?:really )?should(?: have|'ve) (?:known(?! better than)|foreseen|guessed"
        r"|anticipated|predicted|reali[sz]ed|noticed|seen (?:(?:it|this|that) coming|the signs))\b",
        r"(?:I|we) (?:could|ought to) have (?:known|seen (?:it|this|that) coming)\b"
        r"(?!(?: it| this| that)? (?:had|if)\b)",
        r"(?:it|this|that) was (?:so |quite |totally |completely |absolutely |always )?"
        r"(?:(?:obvious|predictable|inevitable) from the (?:start|beginning|outset)"
        r"|(?:obvious|clear|predictable|inevitable) (?:all along|in hindsight|in retrospect))\b",
        r"(?:in hindsight|in retrospect|looking back),? (?:it|this|that|the \w+) (?:is|was|seems|"
        r"were) (?:so |quite |totally |all )?(?:obvious|clear|predictable|inevitable)\b",
        r"(?:the )?(?:\w+ )?signs were (?:all there|there all along|obvious|clear|everywhere)\b",
        r"(?:I|we) knew (?:it )?all along\b",
        r"(?:I|we) knew (?:it|this|that) (?:would|was going to) (?:happen|fail|go wrong|end)\b",
        rf"(?:it|this|that) was (?:always )?(?:bound|going|doomed) to {_GO_WRONG}{_ENDS}",
        r"doomed from the (?:start|beginning|outset)\b",
        r"(?:was|is) (?:only|just) a matter of time\b",
        rf"(?:{_ANYONE}|a child) could(?: have|'ve) (?:seen|known|told)\b",
        r"how could I (?:not (?:have )?(?:see|seen|know|known)|have (?:missed|been so blind))\b",
    ),
    "absolute": (
        r"(?:this|that|it|something like this|the same thing) always (?:happens|ends|goes|fails"
        r"|comes)\b",
        r"(?:this|that|it|things) never (?:works?|gets? better)\b",
        r"(?:I|we) (?:just |simply )?always (?:end up|give (?:in|up)|say (?:yes|no)|forget|fail"
        r"|wait too|avoid|overreact|react|rush|jump (?:in|to)|lose|fall|talk too|interrupt"
        r"|overpromise|repeat|underestimate|overestimate|mess|screw|do (?:this|that|everything)"
        r"|make (?:the same|this|that) mistakes?|take (?:over|it all|everything))\b",
        r"(?:I|we) (?:just |simply )?never (?:learn|listen|think|ask|speak|finish|manage"
        r"|talk|stop|notice|see|say(?! no)|get (?:it|this|that|anything)|make (?:it|time)"
        r"|have (?:time|enough)|follow|delegate|take time)\b",
        r"(?:I|we)(?:'ll| will| can) never (?:learn|get (?:it|this|there|better)|understand|succeed"
        r"|be (?:able|good|ready|trusted|a good))\b",
        r"(?:I|we) can never (?:say no|stop|trust|let go|relax|win)\b",
        r"(?:I|we)(?:'m|'re| am| are) (?:always|never) (?:late|wrong|too \w+|prepared|unprepared"
        r"|ready|on time|good enough|the (?:one|last|first|only))\b",
        rf"(?:everyone|everybody|{_NO_ONE}) (?:here |in \w+ \w+ )?(?:always|ever) \w+",
        r"(?:everyone|everybody) (?:hates|is against|was against|thinks (?:I am|I'm))\b",
        rf"nothing (?:ever )?(?:works|changes|goes right)(?: in \w+ \w+)?{_ENDS}",
        r"nothing ever (?:works|changes|goes|gets|happens|helps)\b",
        r"everything (?:always )?(?:goes|went|is going|has gone) wrong\b",
        r"every single time\b",
        r"(?:happens|fails|forget|goes wrong) every time\b",
        r"(?:it's|it is) always the same\b",
    ),
}


class Phrase(NamedTuple):
    """A phrase: the name of its pattern and its regular expression."""

    pattern: str
    expression: re.Pattern[str]


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return all phrases. If matches overlap, the phrase listed first wins."""
    return tuple(
        Phrase(pattern, _compiled(phrase)) for pattern, all_ in _PHRASES.items() for phrase in all_
    )


def _compiled(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{phrase})".replace(" ", r"\s+"), re.IGNORECASE)
