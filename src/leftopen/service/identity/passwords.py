"""Hashes and checks passwords, and decides which passwords are accepted."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from leftopen.errors import BadRequest

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5
# The first profile of RFC 9106 that leaves memory for the engine: 64 MiB, three passes, four lanes.
_HASHER = PasswordHasher(
    time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
_KNOWN = frozenset(
    # Common passwords that pass the length rule and are on every list.
    [
        "passwordpassword",
        "password1234",
        "password12345",
        "password123456",
        "123456789012",
        "1234567890123",
        "012345678901",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopas",
        "qwerty123456",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "q1w2e3r4t5y6",
        "iloveyou1234",
        "letmeinletmein",
        "adminadminadmin",
        "administrator",
        "administrator1",
        "changemechangeme",
        "correcthorsebatterystaple",
        "welcome12345",
        "welcome123456",
        "abcdefghijkl",
        "abcdefghijklmnop",
        "asdfghjkl123",
        "trustno1trustno1",
        "p@ssw0rd1234",
        "azertyuiop12",
        "motdepasse12",
        "motdepasse123",
        "motdepasse1234",
    ]
)


def hashed(password: str, name: str) -> str:
    """The argon2id hash, with its salt and cost. Raises BadRequest for a rejected password."""
    because = _wrong(password, name)
    if because:
        raise BadRequest(because)
    return _HASHER.hash(password.encode("utf-8", "surrogatepass"))


def right(kept: str, password: str) -> bool:
    """Is the password right? It takes the same time without an account, so that timing reveals no names."""
    told = password[: LONGEST + 1].encode("utf-8", "surrogatepass")
    try:
        _HASHER.verify(kept or _nobodys(), told)
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("a password that nobody has")


def _wrong(password: str, name: str) -> str:
    folded = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        return f"the password must have {SHORTEST} to {LONGEST} characters (example: a sentence)"
    if len(set(folded)) < FEWEST_DIFFERENT:
        return f"the password must have at least {FEWEST_DIFFERENT} different characters"
    if folded in _KNOWN:
        return "this password is too common"
    if (len(name) > 3 and name.casefold() in folded) or "leftopen" in folded:
        return "the password must not contain your name or leftopen"
    return ""
