"""A notifier: where an alert is to be sent, as at Shodan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """`provider` such as `webhook`; `args` its arguments, such as its `url`, which no log and no traceback
    shows; `by` its creator, by API key, '' for old ones."""

    id: str
    provider: str
    args: Mapping[str, str] = field(default_factory=dict, repr=False)
    description: str = ""
    by: str = ""
