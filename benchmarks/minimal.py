"""A minimal Typer program, which shows the start-up cost of any command."""

import typer


def echo(words: list[str]) -> None:
    """Print the words."""
    print(" ".join(words))


def main() -> None:
    """Run the command."""
    typer.run(echo)


if __name__ == "__main__":
    main()
