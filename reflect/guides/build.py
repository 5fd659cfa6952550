"""A guide from the table that its TOML gave, each value checked; see docs/guides.md."""

import re

from reflect.guides.prompts import GUIDE_KEYS, PROMPT_KEYS, build_prompt
from reflect.guides.schema import Table
from reflect.guides.validation import check_prompts
from reflect.model.guide import NEEDS, Guide

# Keys in the wrong place, and words that one would expect to be keys.
GUIDE_HINTS = dict.fromkeys(PROMPT_KEYS, "it belongs to a prompt; move it below a [[prompt]]") | {
    "prompts": "write each prompt below its own [[prompt]]",
    "source": 'write sources = ["…"]',
    "caution": "write it as one of the sources",
}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_PROMPTS = 60
# Characters: what fits a line or two of a listing.
NAME_LENGTH = 40
TITLE_LENGTH = 60
ABOUT_LENGTH = 120
SOURCE_LENGTH = 300


def is_name(name: str) -> bool:
    """Say whether a guide may have this name: never a path."""
    return len(name) <= NAME_LENGTH and NAME.fullmatch(name) is not None


def build(data: dict[str, object], stem: str) -> Guide:
    """Make a guide from its table.

    Args:
        data: the whole of the file, as TOML gave it.
        stem: the file's name without `.toml`, which is the guide's name.

    Raises:
        WrongError: something in it is wrong.
    """
    table = Table(data, GUIDE_KEYS, "the guide", hints=GUIDE_HINTS)
    name = table.text("name", NAME_LENGTH, stem)
    if not is_name(stem):
        raise table.wrong(
            "name", "the file's name is not a guide's name; use a-z, 0-9 and - before .toml"
        )
    if name != stem:
        raise table.wrong("name", f'the name is not the file\'s name; write name = "{stem}"')
    title = table.text("title", TITLE_LENGTH, None)
    if isinstance(table.raw("prompt"), dict):
        raise table.wrong("prompt", "[prompt] is one table; write [[prompt]] above each prompt")
    listed = table.items("prompt")
    if not listed:
        raise table.wrong(
            "prompt", "the guide has no prompts; add a [[prompt]] with id, stage, ask"
        )
    if len(listed) > MOST_PROMPTS:
        raise table.wrong("prompt", f"the guide has over {MOST_PROMPTS} prompts; make it shorter")
    guide = Guide(
        name=name,
        title=title,
        about=table.text("about", ABOUT_LENGTH),
        need=table.one_of("need", NEEDS, "more"),
        sources=tuple(
            table.checked("sources", source, SOURCE_LENGTH) for source in table.items("sources")
        ),
        prompts=tuple(build_prompt(item, index) for index, item in enumerate(listed)),
        period=table.flag("period", False),
    )
    check_prompts(guide.prompts)
    return guide
