"""Passwords: hashed with Argon2id, and checked in the same time whether there is such an account or not."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Invalid

SHORTEST, LONGEST = 12, 1000

# OWASP's choice: 19 MiB, two rounds, one thread. Sixteen sign-ins at once must fit on a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# The hash of a password that nobody knows, with the parameters above: checked where there is no other.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$EyHrbpOxSpfH4ZAfQtMYGA$U6iSGzBpoOu2GsPLV3gGUZ5OSzKqQHTE5IuUfhO1e6U"


def hash_password(password: str) -> str:
    """What is stored of a password. Raises `Invalid` for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"A password has {SHORTEST} to {LONGEST:,} characters.", "invalid_password")
    return _HASHER.hash(_plain(password))


def is_password(password: str, stored: str | None) -> bool:
    """Whether this is the password of a stored hash; without a hash the answer is no, and takes as long."""
    try:
        _HASHER.verify(_NOBODYS if stored is None else stored, _plain(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _plain(password: str) -> bytes:
    """One spelling of what several keyboards write in different characters."""
    return unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
