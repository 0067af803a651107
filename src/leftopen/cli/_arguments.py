"""The words of a command line before they are parsed: `help` is a word, and the options that every command
has may stand before the command too. Pure."""

from __future__ import annotations

from collections.abc import Sequence

FLAGS = frozenset(["--json", "--quiet", "-q", "--verbose", "-v"])
VALUED = frozenset(["--data", "--format", "--columns"])
_NAMED = 2
"""A group and its command: behind them every option stands where it belongs."""


def arranged(words: Sequence[str]) -> list[str]:
    """`help cases list` as `cases list --help`; `--json cases list` and `cases --json list` as
    `cases list --json`."""
    if words[:1] == ["help"]:
        return [*words[1:], "--help"]
    end = list(words).index("--") if "--" in words else len(words)
    kept, moved, named = list[str](), list[str](), 0
    rest = iter(words[:end])
    for word in rest:
        if named < _NAMED and word in FLAGS | VALUED:
            moved += [word, *([next(rest, "")] if word in VALUED else [])]
        elif named < _NAMED and word.partition("=")[0] in VALUED:
            moved.append(word)
        else:
            kept.append(word)
            named += not word.startswith("-")
    return [*kept, *moved, *words[end:]] if named else list(words)
