"""The practice as pure functions and state, with no access to the screen, disk or clock."""
