"""Run the command line: `python -m reflect` and the installed `reflect`."""


def main() -> None:
    """Start the command line and leave with its exit code."""
    from reflect.cli.app import run

    run()


if __name__ == "__main__":
    main()
