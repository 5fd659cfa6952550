"""What the user reads when something goes wrong: one or two lines on stderr."""

import sys
from contextlib import suppress

from reflect.text.display import safe_display


def complain(message: str, hint: str, exit_code: int) -> int:
    """Print what is wrong and the next step; return the exit code for the shell."""
    lines = [f"reflect: {message}", *(f"  {line}" for line in hint.splitlines())]
    # With nowhere to say it, the exit code must do.
    with suppress(OSError):
        print("\n".join(safe_display(line) for line in lines), file=sys.stderr)
    return exit_code
