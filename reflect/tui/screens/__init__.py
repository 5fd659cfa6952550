"""The screens of the app, each with a stylesheet next to it."""
