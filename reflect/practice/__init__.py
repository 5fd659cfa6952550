"""The practice as pure functions and state: no screen, no disk, the clock always an argument."""
