"""Dataclasses to JSON text and back, at the edge to the database only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from leftopen.errors import StoreFailed

T = TypeVar("T")


def packed(record: object) -> str:
    """Any frozen dataclass of the model as JSON; moments in UTC, whatever zone they were given in."""
    return msgspec.json.encode(_in_utc(msgspec.to_builtins(record, builtin_types=(datetime,)))).decode()


def _in_utc(value: object) -> object:
    """Its depth is that of the dataclasses, so it can't run away."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, dict):
        return {key: _in_utc(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_in_utc(below) for below in value]
    return value


def unpacked(text: str, kind: type[T]) -> T:
    """The inverse of `packed`. StoreFailed when the text is not one of that kind."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, ValueError) as error:
        raise StoreFailed(f"cannot read a {kind.__name__} record: {error}") from error
