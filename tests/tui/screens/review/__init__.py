"""Tests for Review."""
