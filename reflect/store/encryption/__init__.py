"""Encryption: age files, keys, passphrases."""
