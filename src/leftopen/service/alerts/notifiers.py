"""Stores notifiers: where an alert is sent, as a recipient of our own channels."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from leftopen.errors import BadAddress, BadRequest, BadSetting, NotFound
from leftopen.model.mail_address import is_mail_address
from leftopen.model.notifier import Notifier
from leftopen.service.identity.key_holders import Holder
from leftopen.service.organisations.channels import is_named, is_postable, outbound, unready_for
from leftopen.service.organisations.recipients import require_tell
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import Alerts, AlertWriter
from leftopen.store.records.entities.notifiers import Notifiers, NotifierWriter

PROVIDERS: Mapping[str, tuple[str, str]] = {
    "apprise": ("name", "apprise:"),
    "email": ("to", "mailto:"),
    "slack": ("webhook_url", "slack+"),
    "webhook": ("url", ""),
}
"""The argument of each, and what stands before it in the recipient."""
OPEN = frozenset(("name", "to"))
"""Arguments that are shown. Every other argument is a credential for sending in the user's name and is never
shown."""
DEFAULT = "default"

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
    is missing, too long or invalid, or to which nothing could be sent; NotPermitted without `may_tell`: a
    notifier is a recipient."""
    require_tell(may_tell)
    _known(provider)
    notifier = Notifier(
        id=secrets.token_hex(8),
        provider=provider,
        args=_checked(provider, args),
        description=_plain("description", description),
        by=by,
    )
    require_sendable(workspace, notifier)
    if not NotifierWriter(Changes(workspace.store.records)).add(notifier, MOST):
        raise BadRequest(f"the limit of {MOST} notifiers is reached; remove some first")
    return notifier


def edit(workspace: Workspace, id: str, args: Mapping[str, str], *, may_tell: bool = True) -> Notifier:
    """Changes arguments. Arguments that are not given, and those returned in masked form, stay as they are.
    Raises NotFound, BadRequest, also where nothing could be sent, NotPermitted."""
    require_tell(may_tell)
    _known(Notifiers(workspace.store.records).get(id).provider)
    new = {name: value for name, value in args.items() if name in OPEN or value != MASK}

    def change(notifier: Notifier) -> Notifier:
        description = _plain("description", new.get("description", notifier.description))
        merged = _checked(notifier.provider, {**notifier.args, **new})
        return replace(notifier, args=merged, description=description)

    require_sendable(workspace, change(Notifiers(workspace.store.records).get(id)))
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
    found = find(workspace, id)
    if not visible(found, holder):
        raise NotFound(f"there is no notifier {id!r}")
    return found


def find(workspace: Workspace, id: str) -> Notifier:
    """As `get`, for everybody."""
    if id != DEFAULT:
        return Notifiers(workspace.store.records).get(id)
    url = workspace.settings.notify
    if not url:
        raise NotFound("no default notifier: the setting notify is empty")
    leads = {name: lead for name, (_, lead) in PROVIDERS.items() if lead}
    provider = next((name for name, lead in leads.items() if url.startswith(lead)), "webhook")
    args = {PROVIDERS[provider][0]: url.removeprefix(leads.get(provider, ""))}
    return Notifier(id=id, provider=provider, args=args, description="the setting notify")


def require_sendable(workspace: Workspace, notifier: Notifier) -> str:
    """The recipient that its messages are written to. Raises BadRequest where they could not be sent: a
    provider of an earlier version, a channel that lacks a setting, a URL that no setting names."""
    _known(notifier.provider)
    name, lead = PROVIDERS[notifier.provider]
    to = f"{lead}{notifier.args[name]}"
    try:
        why = unready_for(workspace.settings, to)
        named = not why and is_named(workspace, to)
        if notifier.provider == "apprise" and notifier.args[name] not in outbound(workspace).apprise_urls:
            why = why or f"the file of the setting apprise_file has no line {notifier.args[name][:64]}"
    except (BadAddress, BadSetting) as error:
        raise BadRequest(f"{name}: {error}") from None
    if why:
        raise BadRequest(f"nothing can be sent to the provider {notifier.provider}: {why}")
    if not named:
        raise BadRequest(
            f"messages are posted only to URLs that an admin named: add this {name} to the setting recipients"
        )
    return to


def masked_arguments(notifier: Notifier) -> dict[str, str]:
    """The arguments as shown to this user: all names, and the values of those in `OPEN`."""
    return {name: value if name in OPEN else MASK for name, value in notifier.args.items()}


def _checked(provider: str, args: Mapping[str, str]) -> dict[str, str]:
    name, _ = PROVIDERS[provider]
    value = _plain(name, args.get(name, ""))
    if not value:
        raise BadRequest(f"the provider {provider} needs the argument {name!r}")
    if value == MASK and name not in OPEN:
        raise BadRequest(f"{MASK} is a placeholder for a hidden secret; send the secret itself")
    if name not in OPEN and not is_postable(value):
        raise BadRequest(f"{name} must be a URL with https://, without a name, password or fragment")
    if provider == "email" and not is_mail_address(value):
        raise BadRequest("to must be one plain mail address")
    return {name: value}


def _known(provider: str) -> None:
    if provider not in PROVIDERS:
        raise BadRequest(
            f"nothing can be sent to the provider {provider[:64]!r}; use one of {', '.join(PROVIDERS)} "
            "(apprise sends to Telegram, PagerDuty and others: docs/watch/notices.md)"
        )


def _plain(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise BadRequest(f"{name} is longer than {LONGEST} characters")
    if not value.isprintable():
        raise BadRequest(f"{name} contains non-printable characters, such as line breaks")
    return value
