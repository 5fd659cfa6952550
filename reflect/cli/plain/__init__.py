"""The plain guide, which asks its questions line by line."""
