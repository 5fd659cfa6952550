"""Encryption: age files, key files and passphrases."""
