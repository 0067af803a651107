"""Turns ClickHouse's errors into one clear line each, with the error number."""

from __future__ import annotations

from leftopen.errors import StoreFailed
from leftopen.store.engine.spawn import OVERGROWN

NO_MEMORY, TOO_LONG = 241, 159
CURE = "a narrower one may do, or a greater engine_memory_mb (of a server: its own setting)"


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
        return EngineError(f"{link}: the disk is full; what was to be stored is not", number)
    if number in (173, NO_MEMORY):
        return EngineError(
            f"{link}: the engine's memory cap does not suffice for this question; {CURE}", number
        )
    if number == TOO_LONG:
        return QueryTimeout(
            f"{link}: the question took too long and was stopped; a narrower one may do, with a filter "
            "instead of all: or a word",
            number,
        )
    return EngineError(f"{link}: {' '.join(text.split())[:300]}", number)


def overgrew(link: str) -> EngineError:
    """The error for an engine that ended before it could refuse the statement."""
    return EngineError(
        f"{link}: this question took the engine {OVERGROWN}, and would again; {CURE}", NO_MEMORY
    )
