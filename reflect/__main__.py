"""Run the command line: `python -m reflect` and the installed `reflect`."""

import os
import sys

STOPPED_CODE = 130


def main() -> None:
    """Run the command line, and exit with its code."""
    try:
        open_closed_streams()
        from reflect.cli.crash.hooks import install

        install()
        from reflect.cli.app import run

        run()
    except KeyboardInterrupt:
        # The command line itself handles what comes later.
        sys.exit(STOPPED_CODE)


def open_closed_streams() -> None:
    """Open each standard stream that the caller closed on the null device.

    Otherwise the journal could be opened under its number, and messages written into it.
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
