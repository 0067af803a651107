"""Where somebody wants to be told, as Shodan's notifiers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """`provider` such as `webhook`; `args` what it needs, such as its `url`, which no log and no trace shows;
    `by` who made it, as their API key says, '' of those made before that was kept."""

    id: str
    provider: str
    args: Mapping[str, str] = field(default_factory=dict, repr=False)
    description: str = ""
    by: str = ""
