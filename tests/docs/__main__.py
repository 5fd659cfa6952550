"""Updates the output of the examples in the docs: `python -m tests.docs`.

Output that already matches, including its `…`, stays unchanged. Review the diff before committing
it, because the docs will agree with the program even where the program is wrong.
"""

import sys
import tempfile
from pathlib import Path

from tests.docs.console import Terminal
from tests.docs.pages import PAGES, read, steps


def renewed(page: Path, folder: Path) -> str:
    """Run the examples on a page and return the page with their output."""
    lines = read(page).split("\n")
    moved = 0
    with Terminal(folder) as terminal:
        for step in steps(read(page)):
            screen, _ = terminal.run(step)
            if terminal.agrees(step, screen):
                continue
            first = step.number + moved + step.command.count("\n")
            fresh = terminal.as_page(screen)
            lines[first : first + len(step.shown)] = fresh
            moved += len(fresh) - len(step.shown)
    return "\n".join(lines)


def main() -> None:
    """Update the named pages, or all of them."""
    for page in PAGES:
        if sys.argv[1:] and page.name not in sys.argv[1:]:
            continue
        with tempfile.TemporaryDirectory() as folder:
            text = renewed(page, Path(folder))
        if text != read(page):
            page.write_text(text, encoding="utf-8")
            print(f"renewed {page.name}")


if __name__ == "__main__":
    main()
