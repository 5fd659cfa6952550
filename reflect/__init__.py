"""Turn mistakes into lessons: guided reflection in the terminal, kept on your own machine."""

__version__ = "0.1.0"
