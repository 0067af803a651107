"""What a setting says of itself: its default, its help, its bounds, and how it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from functools import partial
from math import inf
from typing import Any

from leftopen.errors import BadSetting


class Change(StrEnum):
    """How a setting changes. `file`: in the file only, because it names a file or folder of this machine, the
    place of the data, who may sign in, or the vantage, by whose name closures are judged. Else the settings
    page may change it: it counts `at once`, for all that begins afterwards, or after a `restart`."""

    FILE = "file"
    AT_ONCE = "at once"
    RESTART = "restart"


class Source(StrEnum):
    """Where the value of a setting comes from."""

    COMMAND_LINE = "command line"
    ENVIRONMENT = "environment"
    FILE = "settings.toml"
    DEFAULT = "default"


def setting(
    default: Any,
    help: str,
    *,
    least: float = -inf,
    most: float = inf,
    one_of: Sequence[str] = (),
    change: Change = Change.FILE,
) -> Any:
    """One setting: its default, what it does in a few words, which values it may have, and how it changes."""
    rule = {"help": help, "least": least, "most": most, "one_of": tuple(one_of), "change": change}
    return field(default=default, metadata=rule)


at_once = partial(setting, change=Change.AT_ONCE)
at_restart = partial(setting, change=Change.RESTART)


def check_value(name: str, value: Any, rule: Mapping[str, Any]) -> None:
    """Raises BadSetting for a value that the rule of its setting forbids."""
    if rule["one_of"] and value not in rule["one_of"]:
        raise BadSetting(f"{name} is {value!r}; must be one of {', '.join(rule['one_of'])}")
    if not isinstance(value, str) and not rule["least"] <= value <= rule["most"]:
        raise BadSetting(f"{name} is {value}; must be between {rule['least']} and {rule['most']}")
