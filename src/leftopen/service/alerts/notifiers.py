"""Stores notifiers: where an alert is to be sent. They are stored and shown; this module sends nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from leftopen.errors import BadRequest, NotFound
from leftopen.model.mail_address import is_mail_address
from leftopen.model.notifier import Notifier
from leftopen.service.identity.key_holders import Holder
from leftopen.service.organisations.recipients import require_tell
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import Alerts, AlertWriter
from leftopen.store.records.entities.notifiers import Notifiers, NotifierWriter

PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "email": ("to",),
    "gitter": ("room_id", "token"),
    "pagerduty": ("routing_key",),
    "phone": ("to",),
    "slack": ("webhook_url",),
    "telegram": ("chat_id", "token"),
    "webhook": ("url",),
}
URLS = frozenset(("url", "webhook_url"))
OPEN = frozenset(("chat_id", "room_id", "to"))
"""Arguments that are shown. Every other argument is a credential for sending in the user's name and is never
shown."""

MASK = "••••••••"
MOST = 100
LONGEST = 2000


def create(
    workspace: Workspace,
    provider: str,
    args: Mapping[str, str],
    description: str,
    *,
    by: str = "",
    may_tell: bool = True,
) -> Notifier:
    """Creates a notifier; `by` is its creator. Raises BadRequest for an unknown provider, or an argument that
    is missing, too long or invalid, NotPermitted without `may_tell`: a notifier is a recipient."""
    require_tell(may_tell)
    if provider not in PROVIDERS:
        raise BadRequest(f"unknown provider {provider[:64]!r}; known providers: {', '.join(PROVIDERS)}")
    notifier = Notifier(
        id=secrets.token_hex(8),
        provider=provider,
        args=_checked(provider, args),
        description=_plain("description", description),
        by=by,
    )
    if not NotifierWriter(Changes(workspace.store.records)).add(notifier, MOST):
        raise BadRequest(f"the limit of {MOST} notifiers is reached; remove some first")
    return notifier


def edit(workspace: Workspace, id: str, args: Mapping[str, str], *, may_tell: bool = True) -> Notifier:
    """Changes arguments. Arguments that are not given, and those returned in masked form, stay as they are.
    Raises NotFound, BadRequest, NotPermitted."""
    require_tell(may_tell)
    new = {name: value for name, value in args.items() if name in OPEN or value != MASK}

    def change(notifier: Notifier) -> Notifier:
        description = _plain("description", new.get("description", notifier.description))
        merged = _checked(notifier.provider, {**notifier.args, **new})
        return replace(notifier, args=merged, description=description)

    return NotifierWriter(Changes(workspace.store.records)).change(id, change)


def remove(workspace: Workspace, id: str) -> None:
    """Deletes a notifier and detaches it from every alert. Raises NotFound."""
    NotifierWriter(Changes(workspace.store.records)).remove(id)
    for alert in Alerts(workspace.store.records).list():
        if id in alert.notifiers:
            AlertWriter(Changes(workspace.store.records)).change(
                alert.id,
                lambda now: replace(now, notifiers=tuple(one for one in now.notifiers if one != id)),
            )


def visible(notifier: Notifier, holder: Holder) -> bool:
    """A user with restricted visibility sees only their own notifiers, because others' show whom they
    notify."""
    return not holder.visibility.networks or notifier.by == holder.who


def list_visible(workspace: Workspace, holder: Holder) -> list[Notifier]:
    """The notifiers that the holder of a key may see."""
    return [one for one in Notifiers(workspace.store.records).list() if visible(one, holder)]


def get(workspace: Workspace, holder: Holder, id: str) -> Notifier:
    """One notifier; `default` is the one from the settings. Raises NotFound, with the same message for one
    that is not visible."""
    found = _get(workspace, id)
    if not visible(found, holder):
        raise NotFound(f"there is no notifier {id!r}")
    return found


def _get(workspace: Workspace, id: str) -> Notifier:
    if id == "default":
        to = workspace.settings.notify.removeprefix("mailto:")
        if not to:
            raise NotFound("no default notifier: the setting notify is empty")
        return Notifier(id=id, provider="email", args={"to": to}, description="the setting notify")
    return Notifiers(workspace.store.records).get(id)


def masked_arguments(notifier: Notifier) -> dict[str, str]:
    """The arguments as shown to this user: all names, and the values of those in `OPEN`."""
    return {name: value if name in OPEN else MASK for name, value in notifier.args.items()}


def _checked(provider: str, args: Mapping[str, str]) -> dict[str, str]:
    wanted = {name: _plain(name, args.get(name, "")) for name in PROVIDERS[provider]}
    missing = next((name for name, value in wanted.items() if not value), "")
    if missing:
        raise BadRequest(f"the provider {provider} needs the argument {missing!r}")
    if any(value == MASK for name, value in wanted.items() if name not in OPEN):
        raise BadRequest(f"{MASK} is a placeholder for a hidden secret; send the secret itself")
    for name in URLS & wanted.keys():
        if not _is_web(wanted[name]):
            raise BadRequest(f"{name} must be a URL with http:// or https:// and a host name")
    if provider == "email" and not is_mail_address(wanted["to"]):
        raise BadRequest("to must be one plain mail address")
    return wanted


def _plain(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise BadRequest(f"{name} is longer than {LONGEST} characters")
    if not value.isprintable():
        raise BadRequest(f"{name} contains non-printable characters, such as line breaks")
    return value


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and " " not in url
        )
    except ValueError:
        return False
