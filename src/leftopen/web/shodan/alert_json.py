"""Alerts and notifiers in Shodan's JSON form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from leftopen.model.alert import Alert, AlertEvent, Ignored
from leftopen.model.facts import Json
from leftopen.model.notifier import Notifier
from leftopen.present.timestamps import naive_utc
from leftopen.service.alerts import notifiers
from leftopen.service.alerts.alerts import format_network, size

Line = dict[str, Json]


def alert_line(alert: Alert, now: datetime, known: Mapping[str, Notifier]) -> Line:
    expiration = alert.expiration
    return {
        "id": alert.id,
        "name": alert.name,
        "created": naive_utc(alert.created),
        "expires": alert.expires,
        "expiration": naive_utc(expiration) if expiration else None,
        "expired": alert.expired(now),
        "size": size(alert),
        "filters": {"ip": [format_network(network) for network in alert.networks]},
        "triggers": {name: _trigger(ignored) for name, ignored in alert.triggers.items()},
        "has_triggers": bool(alert.triggers),
        "notifiers": [notifier_line(known[id]) for id in alert.notifiers if id in known],
    }


def notifier_line(notifier: Notifier) -> Line:
    """Secrets are masked, whatever the key's rights."""
    return {
        "id": notifier.id,
        "provider": notifier.provider,
        "args": {**notifiers.masked_arguments(notifier)},
        "description": notifier.description or None,
    }


def alert_event_line(one: AlertEvent) -> Line:
    """`where` is ADDRESS:PORT; null where an entry stands for `count` events."""
    return {
        "timestamp": naive_utc(one.at),
        "alert": one.alert,
        "trigger": one.trigger,
        "notifier": one.notifier or None,
        "where": one.where or None,
        "observation": one.observation or None,
        "count": one.count,
    }


def _trigger(ignored: tuple[Ignored, ...]) -> Line:
    return {"ignore": [_ignored(one) for one in ignored]} if ignored else {}


def _ignored(one: Ignored) -> Line:
    line: Line = {"ip": one.address, "port": one.port}
    return line | {"vulns": list(one.vulns)} if one.vulns else line
