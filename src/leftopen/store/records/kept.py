"""Dataclasses to JSON text and back, at the edge to the database only."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from leftopen.errors import StoreFailed

T = TypeVar("T")


def packed(record: object) -> str:
    """Any frozen dataclass of the model as JSON."""
    return msgspec.json.encode(record).decode()


def unpacked(text: str, kind: type[T]) -> T:
    """The inverse of `packed`. StoreFailed when the text is not one of that kind."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, ValueError) as error:
        raise StoreFailed(f"a record of kind {kind.__name__} can't be read: {error}") from error
