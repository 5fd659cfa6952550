"""The smallest Typer program with a command: what any command costs before it does a thing."""

import typer


def echo(words: list[str]) -> None:
    """Print the words."""
    print(" ".join(words))


def main() -> None:
    """Run the one command."""
    typer.run(echo)


if __name__ == "__main__":
    main()
