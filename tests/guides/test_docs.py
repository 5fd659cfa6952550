"""docs/guides.md matches the code."""

import re
from pathlib import Path

from reflect.guides.loader import check_guide, load_guides
from reflect.guides.schema import GUIDE_KEYS, PROMPT_KEYS, build_guide
from reflect.model.guide import ANSWERS, FEEDS, NEEDS, STAGES
from tests.guides.helpers_files import write

DOCS = Path(__file__).parents[2] / "docs" / "guides.md"
TEXT = DOCS.read_text(encoding="utf-8")


def test_documented_example_is_valid(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    guide = check_guide(write(tmp_path, example))
    assert guide.period
    assert {prompt.feeds for prompt in guide.prompts} >= {"kind", "lesson", "commitment"}


def test_documented_table_lists_every_guide_with_its_sources() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \| (.*?) \|$", TEXT, re.MULTILINE)
    found = {name: (about, sources) for name, about, sources in rows}
    for guide in load_guides(None):
        assert found[guide.name] == (guide.about, "<br>".join(guide.sources))


def test_every_key_and_value_is_documented() -> None:
    for key in (*GUIDE_KEYS, *PROMPT_KEYS):
        assert re.search(rf"^\| `{key}` \|", TEXT, re.MULTILINE), key
    for word in (*ANSWERS, *FEEDS, *NEEDS, *STAGES):
        assert f"`{word}`" in TEXT, word


def test_documented_defaults_are_correct() -> None:
    guide = build_guide(
        {"title": "T", "prompt": [{"id": "a", "stage": "action", "ask": "A?"}]}, "t"
    )
    (prompt,) = guide.prompts
    assert (guide.need, guide.period, guide.sources) == ("more", False, ())
    assert (prompt.answer, prompt.optional, prompt.feeds) == ("text", False, "")
