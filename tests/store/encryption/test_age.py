"""Tests for passphrase encryption at its real cost. Other tests use a cheap work factor."""

from reflect.store.encryption import age


def test_passphrase_encryption_round_trips() -> None:
    encrypted = age.encrypt_with_passphrase(b"words", "correct horse")
    age.require_little_work(encrypted, "identity.age")
    assert b"words" not in encrypted
    assert age.decrypt_with_passphrase(encrypted, "correct horse", "identity.age") == b"words"
