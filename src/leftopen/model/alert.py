"""A network alert: a watched set of address ranges, as at Shodan; and what it fired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A trigger ignores this endpoint; only these `vulns`, where it names any."""

    address: str
    port: int
    vulns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """`networks` canonical CIDRs; `expires` seconds after `created`, 0 never; `triggers` those that are on,
    each with its ignore list; `notifiers` ids."""

    id: str
    name: str
    networks: tuple[str, ...]
    created: datetime
    expires: int = 0
    triggers: Mapping[str, tuple[Ignored, ...]] = field(default_factory=dict)
    notifiers: tuple[str, ...] = ()

    @property
    def expiration(self) -> datetime | None:
        return self.created + timedelta(seconds=self.expires) if self.expires else None

    def expired(self, now: datetime) -> bool:
        return self.expiration is not None and self.expiration <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One event of an alert. `notifier` is '' where the alert has none; `where` is the endpoint. An entry
    that stands for many events has their number in `count`, and neither endpoint nor observation."""

    at: datetime
    alert: str
    notifier: str
    trigger: str
    where: str
    observation: str
    count: int = 1
