"""A seeded permutation of 0..n-1, computed position by position: a /8 is never laid out in memory.

A generalised Feistel network on Z_a x Z_b with a*b just above n, and cycle walking for the few values above n
(Black and Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002). It spreads probes evenly; it is no
secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from math import isqrt
from typing import overload

_ROUNDS = 6
_ODD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


class Permutation(Sequence[int]):
    """`Permutation(n, seed)[i]` for 0 <= i < n. The same n and seed give the same order on every machine."""

    def __init__(self, n: int, seed: int) -> None:
        if n < 0:
            raise ValueError("a permutation of fewer than no things")
        self._n = n
        self._a = isqrt(max(n - 1, 0)) + 1
        self._b = -(-n // self._a) or 1
        digest = blake2b(f"{seed}".encode(), digest_size=8 * _ROUNDS).digest()
        keys = [int.from_bytes(digest[at : at + 8], "big") for at in range(0, len(digest), 8)]
        sizes = (self._a, self._b)
        self._rounds = tuple((key, sizes[number % 2]) for number, key in enumerate(keys))

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, slice):
            return [self._image(i) for i in range(*at.indices(self._n))]
        if not -self._n <= at < self._n:
            raise IndexError(at)
        return self._image(at % self._n)

    def __iter__(self) -> Iterator[int]:
        return map(self._image, range(self._n))

    def _image(self, at: int) -> int:
        image = self._once(at)
        while image >= self._n:
            image = self._once(image)
        return image

    def _once(self, value: int) -> int:
        right, left = divmod(value, self._a)
        for key, size in self._rounds:
            mixed = ((right ^ key) * _ODD) & _MASK
            left, right = right, (left + (mixed ^ (mixed >> 29))) % size
        return self._a * right + left
