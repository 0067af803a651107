"""Turns ClickHouse's errors into one clear line each, with the error number."""

from __future__ import annotations

from leftopen.errors import StoreFailed
from leftopen.store.engine.spawn import OVERGROWN

NO_MEMORY, TOO_LONG = 241, 159
CURE = "use a narrower query, or increase engine_memory_mb (for a ClickHouse server: its own memory setting)"


class EngineError(StoreFailed):
    """An error of the engine, with its number."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class QueryTimeout(EngineError):
    """The query was stopped at its time limit."""


def code_of(error: StoreFailed) -> int:
    return error.code if isinstance(error, EngineError) else 0


def refusal(link: str, text: str, code: str) -> EngineError:
    """ClickHouse's text as one line that a user can act on."""
    number = int(code) if code.isdecimal() else 0
    if number in (243, 1001) or "No space left" in text or "errno: 28" in text:
        return EngineError(f"{link}: the disk is full; the data was not stored", number)
    if number in (173, NO_MEMORY):
        return EngineError(f"{link}: the query exceeds the engine's memory limit; {CURE}", number)
    if number == TOO_LONG:
        return QueryTimeout(
            f"{link}: the query took too long and was stopped; use a narrower query, with a filter instead "
            "of all: or a word",
            number,
        )
    return EngineError(f"{link}: {' '.join(text.split())[:300]}", number)


def overgrew(link: str) -> EngineError:
    """What ended the engine before it could refuse by itself."""
    return EngineError(f"{link}: the query pushed the engine {OVERGROWN}; {CURE}", NO_MEMORY)
