"""The sixteen bundled guides, and support for guides written by the user; see docs/guides.md."""
