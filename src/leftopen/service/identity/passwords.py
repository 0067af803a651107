"""Hashes and checks passwords, and decides which passwords are accepted."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from leftopen.errors import BadRequest
from leftopen.service.identity.known_passwords import is_known

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5
# The first profile of RFC 9106 that leaves memory for the engine: 64 MiB, three passes, four lanes.
_HASHER = PasswordHasher(
    time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)


def hash_password(password: str, name: str, words: frozenset[str] = frozenset()) -> str:
    """The argon2id hash, with its salt and cost. `words`: those of this place that it must not contain
    (`password_words`). Raises BadRequest for a rejected password."""
    because = _wrong(password, name, words)
    if because:
        raise BadRequest(because)
    return _HASHER.hash(password.encode("utf-8", "surrogatepass"))


def right(kept: str, password: str) -> bool:
    """Is the password right? It takes the same time without an account, so that timing reveals no names."""
    encoded = password[: LONGEST + 1].encode("utf-8", "surrogatepass")
    try:
        _HASHER.verify(kept or _nobodys(), encoded)
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("a password of no user")


def _wrong(password: str, name: str, words: frozenset[str]) -> str:
    folded = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        return f"the password must have {SHORTEST} to {LONGEST} characters (example: a sentence)"
    if len(set(folded)) < FEWEST_DIFFERENT:
        return f"the password must have at least {FEWEST_DIFFERENT} different characters"
    if is_known(password):
        return "this password is too common"
    if (len(name) > 3 and name.casefold() in folded) or "leftopen" in folded:
        return "the password must not contain your name or leftopen"
    found = sorted(word for word in words if word in folded)
    if found:
        return f"the password must not contain {found[0]!r}, a name of this organisation or machine"
    return ""
