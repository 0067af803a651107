"""Reads bytes from first to last, and says when they end too early."""

from __future__ import annotations


class Short(Exception):
    """The bytes end too early, or a number in them says what can't be."""


class ByteCursor:
    """A place in bytes, moved by what is taken. Not a record."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def ended(self) -> bool:
        return self._at == len(self._data)

    def take(self, size: int) -> bytes:
        """The next `size` bytes. Raises Short."""
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise Short
        self._at += size
        return piece

    def rest(self) -> bytes:
        return self._data[self._at :]
