"""The configuration: its file, its settings, and the folders of the platform."""
