"""Run the command line: `python -m reflect` and the installed `reflect`."""

import os
import sys

STOPPED_CODE = 130


def main() -> None:
    """Start the command line and leave with its exit code."""
    try:
        open_closed_streams()
        from reflect.cli.crash.hooks import install

        install()
        from reflect.cli.app import run

        run()
    except KeyboardInterrupt:
        # Before there was anything to stop.
        sys.exit(STOPPED_CODE)


def open_closed_streams() -> None:
    """Give a stream that the caller closed somewhere to go.

    Otherwise Python has none, and the journal itself could be opened under its number.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(0)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w")  # noqa: SIM115


if __name__ == "__main__":
    main()
