"""The only place that catches every exception: a bug of ours ends no scan and no import."""

from __future__ import annotations

import traceback
from types import TracebackType

from leftopen.model.channel import TalkEnded


class InternalError(Exception):
    """A bug of ours. `kind` names it; its text never holds the exception's message, which may quote a
    target."""

    def __init__(self, bug: Exception) -> None:
        super().__init__(type(bug).__name__)
        self._bug = bug

    @property
    def kind(self) -> str:
        return type(self._bug).__name__

    @property
    def trace(self) -> str:
        """Where it happened."""
        kind, frames = type(self._bug), "".join(traceback.format_tb(self._bug.__traceback__))
        return f"Traceback (most recent call last):\n{frames}{kind.__module__}.{kind.__qualname__}\n"


class InternalErrors:
    """Raises any exception in its `with` block as InternalError; TalkEnded passes unchanged."""

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(
        self, kind: type[BaseException] | None, bug: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(bug, Exception) and not isinstance(bug, TalkEnded):
            raise InternalError(bug) from None


faults = InternalErrors()
