"""The guides: fifteen bundled ones, and those that the user writes; see docs/guides.md."""
