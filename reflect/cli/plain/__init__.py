"""The guide, line by line: how a question looks, how an answer is typed, and what comes of it."""
