"""Hostile strings that a terminal, Textual or Rich could interpret as control codes or markup."""

import os
import random
import re

ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff"
    "\ufff9-\ufffb]"
)
"""Characters that must never be written to a terminal. Tabs and newlines are allowed."""

PAYLOADS = (
    "\x1b]52;c;ZXZpbA==\x07 clip",  # writes to the clipboard
    "\x1b]0;title\x1b\\ title",
    "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]1337;File=inline=1:aGk=\x07 iterm",
    "\x1b]11;?\x07 asks",
    "\x1b[2J\x1b[31mred",  # clears the screen
    "\x1b[6n where am I",
    "\x1b[?1049h other screen \x1b[?1000h mouse",
    "\x1b[1A\x1b[2Kover the line above",
    "\x1bc reset \x1b(0 lines",
    "\x1bP$qm\x1b\\ dcs \x1b_apc\x1b\\ \x1b^pm\x1b\\ \x1bXsos\x1b\\",
    "\x9b31m c1 \x85 next \x90q\x9c \x9d52;c;eA==\x9c",
    "\x07 bell \x08\x08\x08 back \x0e\x0f shift",
    "over\rwritten \x0b\x0c down",
    "nul\x00 del\x7f",
    "tab\there\tand there",
    "line\nbreak\r\nmore",
    "\u202eright to left\u202c \u2066x\u2069",
    "\u202d\u202a\u2067\u2068 all the ways \u061c\u200e\u200f",
    "line\u2028separator\u2029paragraph",
    "\ufff9anno\ufffatation\ufffb \ufeff mark",
    "\ud800 lone \udfff",
    "[@click=app.quit]quit[/]",
    "[@click=screen.dismiss]gone[/] [@click=app.bell]x[/@click]",
    "[/home/me] [b]bold[/b] [",
    "[/] [/b] []",
    "[bold red]Late[/bold red] [link=https://example.org]x[/link]",
    "$found [red on blue] [$primary]",
    "\\[escaped] \\\\[twice] [[x]]",
    ":smile: :warning: :no_such_emoji:",
    "{0} {x!r} %s %(y)s ${HOME} $(id) `id`",
    "<script>alert(1)</script> ![x](https://example.org/x.png) [y](javascript:x)",
    "../../etc/passwd /home/me ~ -rf --help",
    "=1+1 @SUM(A1) +1 -1",
    "\u65e5\u672c\u8a9e\u306e\u984c\u540d\u304c\u3068\u3066\u3082\u9577\u304f",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family \U0001f1e9\U0001f1ea flag",
    "e\u0301 combining a\u0308\u0308\u0308 \u200bzero\u200d\u2060 width",
    "",
    "x" * 5_000,
    "quote\" 'and' #tag, comma: colon\\",
)  # fmt: skip


def payloads(count: int) -> list[str]:
    """Return a number of hostile strings.

    Random combinations are added to the known strings if necessary. If there are too many known
    strings, they are joined.
    """
    if count < len(PAYLOADS):
        return [" ".join(sorted(PAYLOADS[first::count], key=len)) for first in range(count)]
    random_ = random.Random(20261127)
    return [*PAYLOADS, *(_mixed(random_) for _ in range(count - len(PAYLOADS)))]


def _mixed(random_: random.Random) -> str:
    parts = [random_.choice(PAYLOADS)[:200] for _ in range(random_.randint(2, 5))]
    # Truncating a payload can create a sequence that ends in a different payload.
    cut = random_.randrange(len(parts[0]) + 1)
    noise = "".join(chr(random_.choice((random_.randrange(160), 0x1B, 0x5B))) for _ in range(4))
    return parts[0][:cut] + noise + random_.choice(("", " ", "\n")).join(parts[1:])


def as_argument(text: str) -> str:
    """Return text as it would appear in `sys.argv`, with NUL characters removed."""
    return os.fsdecode(text.replace("\x00", "").encode("utf-8", "surrogatepass"))
