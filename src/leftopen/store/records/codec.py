"""Encodes dataclasses as JSON text and back, for the database only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from leftopen.errors import StoreFailed

T = TypeVar("T")


def encode_record(record: object) -> str:
    """Any frozen dataclass of the model as JSON; times in UTC, from any zone."""
    return msgspec.json.encode(_in_utc(msgspec.to_builtins(record, builtin_types=(datetime,)))).decode()


def _in_utc(value: object) -> object:
    """Recursion is bounded by the depth of the dataclasses."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, dict):
        return {key: _in_utc(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_in_utc(below) for below in value]
    return value


def decode_record(text: str | bytes, kind: type[T]) -> T:
    """The inverse of `encode_record`. StoreFailed for text of another kind."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, ValueError) as error:
        raise StoreFailed(f"cannot read a {kind.__name__} record: {error}") from error
