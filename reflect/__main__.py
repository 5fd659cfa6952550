"""The entry point for `python -m reflect` and the installed `reflect` command."""

import os
import sys

STOPPED_CODE = 130


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        open_closed_streams()
        from reflect.cli.crash.hooks import install

        install()
        from reflect.cli.app import run

        run()
    except KeyboardInterrupt:
        # Ctrl-C during start-up; after that, the command line handles it.
        sys.exit(STOPPED_CODE)


def open_closed_streams() -> None:
    """Open the null device for each standard stream that the caller closed.

    Otherwise the journal could get the stream's file descriptor and have messages written into it.
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
