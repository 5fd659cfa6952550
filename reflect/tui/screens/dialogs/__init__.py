"""Dialogs: questions that are answered before the screen goes on."""
