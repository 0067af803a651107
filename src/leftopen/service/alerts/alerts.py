"""Creates, edits and lists alerts: watched address ranges with their triggers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from leftopen.errors import BadAddress, BadRequest, NotAllowed, NotFound
from leftopen.model.address import Address
from leftopen.model.alert import Alert, Ignored
from leftopen.model.observation import Observation
from leftopen.scope import canonical
from leftopen.service.alerts import notifiers
from leftopen.service.alerts.triggers import TRIGGERS
from leftopen.service.identity.visibility import Visibility
from leftopen.service.organisations.recipients import require_tell
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import Alerts, AlertWriter
from leftopen.store.records.entities.notifiers import Notifiers

MOST = 1000
MOST_NETWORKS = 1000
MOST_IGNORED = 1000
LONGEST_NAME = 200
LONGEST_LIFE = timedelta(days=3650)


def create(workspace: Workspace, name: str, networks: Sequence[str], expires: int) -> Alert:
    """Creates an alert. Raises BadAddress for an invalid network, BadRequest for a value out of its
    limits."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadRequest(f"the name of an alert must have 1 to {LONGEST_NAME} printable characters")
    if not 0 <= expires <= LONGEST_LIFE.total_seconds():
        raise BadRequest("expires must be a number of seconds (at most ten years; 0: never)")
    alert = Alert(
        id=secrets.token_hex(8).upper(), name=name, networks=_networks(networks), created=workspace.clock(),
        expires=expires,
    )  # fmt: skip
    if not AlertWriter(Changes(workspace.store.records)).add(alert, MOST):
        raise BadRequest(f"the limit of {MOST} alerts is reached; remove some first")
    return alert


def edit(workspace: Workspace, id: str, networks: Sequence[str]) -> Alert:
    """Replaces the networks of an alert. Raises NotFound, BadAddress, BadRequest."""
    wanted = _networks(networks)
    return AlertWriter(Changes(workspace.store.records)).change(
        id, lambda alert: replace(alert, networks=wanted)
    )


def remove(workspace: Workspace, id: str) -> None:
    """Deletes an alert. Raises NotFound."""
    AlertWriter(Changes(workspace.store.records)).remove(id)


def list_alerts(workspace: Workspace, *, expired: bool = True) -> list[Alert]:
    """All alerts, oldest first; expired ones only on request."""
    now = workspace.clock()
    return [alert for alert in Alerts(workspace.store.records).list() if expired or not alert.expired(now)]


def get(workspace: Workspace, visibility: Visibility, id: str) -> Alert:
    """One alert. Raises NotFound, with the same message for an alert that is not visible."""
    alert = Alerts(workspace.store.records).get(id)
    if not in_sight(alert, visibility):
        raise NotFound(f"there is no alert {id!r}")
    return alert


def in_sight(alert: Alert, visibility: Visibility) -> bool:
    """Are all networks of the alert visible?"""
    return all(visibility.sees_all_of(network) for network in alert.networks)


def check_in_sight(visibility: Visibility, networks: Sequence[str]) -> None:
    """Raises NotAllowed for a network that is not wholly visible, BadAddress for an invalid one."""
    outside = next((one for one in _networks(networks) if not visibility.sees_all_of(one)), "")
    if outside:
        raise NotAllowed(f"{format_network(outside)} is outside the networks of this API key")


def enable(workspace: Workspace, id: str, names: Iterable[str]) -> None:
    """Turns triggers on and keeps their ignore lists. Raises NotFound, BadRequest."""
    wanted = _known(names)
    AlertWriter(Changes(workspace.store.records)).change(
        id, lambda alert: replace(alert, triggers={**dict.fromkeys(wanted, ()), **alert.triggers})
    )


def disable(workspace: Workspace, id: str, names: Iterable[str]) -> None:
    """Turns triggers off. Raises NotFound, BadRequest."""
    gone = _known(names)
    AlertWriter(Changes(workspace.store.records)).change(
        id,
        lambda alert: replace(
            alert, triggers={name: kept for name, kept in alert.triggers.items() if name not in gone}
        ),
    )


def ignore(workspace: Workspace, id: str, trigger: str, service: str, vulns: Sequence[str] = ()) -> None:
    """Makes a trigger ignore a service, given as ADDRESS:PORT. Raises NotFound (no such alert, or the trigger
    is off), BadRequest."""
    address, port = _endpoint(service)
    if not all(name.isprintable() for name in vulns):
        raise BadRequest("the name of a vulnerability must have only printable characters")
    wanted = Ignored(address=address, port=port, vulns=tuple(vulns))

    def change(alert: Alert) -> Alert:
        before = [one for one in _on(alert, trigger) if (one.address, one.port) != (address, port)]
        if len(before) >= MOST_IGNORED:
            raise BadRequest(f"a trigger can ignore at most {MOST_IGNORED} services")
        return replace(alert, triggers={**alert.triggers, trigger: (*before, wanted)})

    AlertWriter(Changes(workspace.store.records)).change(id, change)


def unignore(workspace: Workspace, id: str, trigger: str, service: str) -> None:
    """The inverse of `ignore`."""
    endpoint = _endpoint(service)

    def change(alert: Alert) -> Alert:
        kept = tuple(one for one in _on(alert, trigger) if (one.address, one.port) != endpoint)
        return replace(alert, triggers={**alert.triggers, trigger: kept})

    AlertWriter(Changes(workspace.store.records)).change(id, change)


def add_notifier(workspace: Workspace, id: str, notifier: str, *, may_tell: bool = True) -> None:
    """Attaches a notifier to an alert. Raises NotFound, NotPermitted, BadRequest where nothing could be sent
    to it."""
    require_tell(may_tell)
    notifiers.require_sendable(workspace, notifiers.find(workspace, notifier))
    AlertWriter(Changes(workspace.store.records)).change(
        id, lambda alert: replace(alert, notifiers=tuple(dict.fromkeys((*alert.notifiers, notifier))))
    )
    if notifier != notifiers.DEFAULT:
        _check_still(workspace, id, notifier)


def _check_still(workspace: Workspace, id: str, notifier: str) -> None:
    """The notifier may have been removed from all alerts just before it was added to this one. Raises
    NotFound."""
    try:
        Notifiers(workspace.store.records).get(notifier)
    except NotFound:
        AlertWriter(Changes(workspace.store.records)).change(
            id, lambda now: replace(now, notifiers=tuple(one for one in now.notifiers if one != notifier))
        )
        raise


def remove_notifier(workspace: Workspace, id: str, notifier: str) -> None:
    """Detaches a notifier from an alert. Raises NotFound."""

    def change(alert: Alert) -> Alert:
        if notifier not in alert.notifiers:
            raise NotFound(f"the alert has no notifier {notifier!r}")
        return replace(alert, notifiers=tuple(one for one in alert.notifiers if one != notifier))

    AlertWriter(Changes(workspace.store.records)).change(id, change)


def watches(alert: Alert, o: Observation) -> bool:
    """Is the observation's address in one of the alert's networks?"""
    ip = o.endpoint.address.ip
    return any(ip in canonical.network(network) for network in alert.networks)


def size(alert: Alert) -> int:
    """The number of addresses in the alert's networks."""
    return sum(canonical.network(network).num_addresses for network in alert.networks)


def format_network(network: str) -> str:
    """A network as text; a single address without its prefix length, as Shodan writes it."""
    return network.removesuffix("/128" if ":" in network else "/32")


def _networks(words: Sequence[str]) -> tuple[str, ...]:
    if not words:
        raise BadRequest("an alert needs at least one address or network in filters.ip")
    if len(words) > MOST_NETWORKS:
        raise BadRequest(f"an alert can have at most {MOST_NETWORKS} networks")
    return tuple(dict.fromkeys(str(canonical.network(word)) for word in words))


def _known(names: Iterable[str]) -> list[str]:
    wanted = [name.strip() for name in names if name.strip()]
    unknown = next((name for name in wanted if name not in TRIGGERS), "")
    if unknown or not wanted:
        raise BadRequest(f"unknown trigger {unknown[:64]!r}; known triggers: {', '.join(TRIGGERS)}")
    return wanted


def _on(alert: Alert, trigger: str) -> tuple[Ignored, ...]:
    if trigger not in alert.triggers:
        raise NotFound(f"trigger {trigger[:64]!r} is not active for this alert")
    return alert.triggers[trigger]


def _endpoint(service: str) -> tuple[str, int]:
    host, _, port = service.rpartition(":")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) <= 65535):
        raise BadRequest(f"{service[:64]!r} is not a valid service (example: 192.0.2.7:443)")
    try:
        return str(Address.parse(host)), int(port)
    except ValueError:
        raise BadAddress(f"{host[:64]!r} is not a valid IP address") from None
