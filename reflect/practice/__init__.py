"""The practice as pure functions and state, without screen, disk or clock."""
