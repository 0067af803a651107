"""The excerpts of a transcript before the user has confirmed their identity: without masked examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MASKED = "**"
"""Every mask of a personal or secret value has at least two of them in a row."""


def without_examples(looks: Sequence[Mapping[str, Any]], hidden: str) -> list[dict[str, Any]]:
    """The observations with each line that quotes a masked value replaced by `hidden`."""
    return [{**look, "transcript": list(_lines(look["transcript"], hidden))} for look in looks]


def _lines(transcript: Sequence[Mapping[str, Any]], hidden: str) -> Iterator[dict[str, Any]]:
    for said in transcript:
        lines = str(said["excerpt"]).split("\n")
        yield {**said, "excerpt": "\n".join(hidden if MASKED in line else line for line in lines)}
