"""Passphrase encryption in the age format with a negligible work factor.

pyrage encrypts with a work factor that takes a second or two, but decrypts files with any factor.
Tests that only need *some* passphrase replace pyrage's encryption with `encrypt`. The format is
described at https://age-encryption.org/v1.
"""

import hashlib
import hmac
import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORK = 2
LONGEST = 64 * 1024


def encrypt(data: bytes, passphrase: str, work: int = WORK) -> bytes:
    """Encrypt a small amount of data with a passphrase.

    Args:
        data: the data, limited to a single 64 KiB age chunk.
        passphrase: the passphrase for decryption.
        work: the work factor, which is the binary logarithm of scrypt's N.
    """
    assert len(data) <= LONGEST
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrap_key = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << work, r=8, p=1,
        dklen=32,
    )  # fmt: skip
    wrapped = ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, b"")
    header = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (
        _base64(salt),
        work,
        _base64(wrapped),
    )
    mac = hmac.new(_derived(file_key, b"", b"header"), header, "sha256").digest()
    payload_key = _derived(file_key, nonce, b"payload")
    last_chunk = bytes(11) + b"\x01"
    body = ChaCha20Poly1305(payload_key).encrypt(last_chunk, data, b"")
    return b"%b %b\n%b%b" % (header, _base64(mac), nonce, body)


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _base64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")
