"""Secrets that Browline makes itself: shown once, stored as a hash."""

import hashlib
import secrets


def new_secret() -> str:
    """43 characters with 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What is stored of it: these secrets are long and random, so that a slow hash would add nothing."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
