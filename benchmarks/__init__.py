"""What docs/performance.md quotes, and how it was measured."""
