"""Links in the docs lead to existing pages and headings."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, read

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")


def name_of(path: Path) -> str:
    """Return the name of a page for use in messages."""
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """Return the anchors that a code host generates for the headings of a page."""
    headings = re.findall(r"^#+ +(.*)$", _FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_existing_targets(page: Path) -> None:
    text = _FENCE.sub("", read(page))
    targets = _LINK.findall(_CODE.sub("``", text))
    dead = []
    for target in targets:
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            dead.append(target)
    assert not dead


def test_every_page_is_reachable_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in _LINK.findall(read(page)):
            place = (page.parent / target.partition("#")[0]).resolve()
            if place.suffix == ".md" and place.exists():
                waiting.append(place)
    assert {name_of(page) for page in PAGES} == {name_of(page) for page in reached}
