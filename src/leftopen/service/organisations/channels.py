"""The notice channels: which one serves a recipient, what it still needs, and what it sends with."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from leftopen import catalogue
from leftopen.errors import BadAddress, BadSetting
from leftopen.formats.webhook_body import target
from leftopen.model.notice import Sender
from leftopen.net.outbound.http import validate_url
from leftopen.net.outbound.mail import SmtpOutbound
from leftopen.net.outbound.notices import NoticeOutbound
from leftopen.net.outbound.pinned import known_refusal
from leftopen.present.printable import printable
from leftopen.service.organisations.recipients import require_tell, scopes
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write
from leftopen.settings import Settings
from leftopen.store.records.entities.organisations import Organisations

NO_SENDER = "leftopen@localhost.example"
"""Stands in a mail that is only written to its file, because `mail_from` is not set."""


def by_scheme(senders: Mapping[str, Sender]) -> Mapping[str, Sender]:
    """The senders by the schemes that they serve. Raises TypeError when two serve the same."""
    files: dict[str, str] = {}
    for file, sender in senders.items():
        for scheme in sender.schemes:
            if scheme in files:
                raise TypeError(f"notices {files[scheme]} and {file}: both serve {scheme}:")
            files[scheme] = file
    return {scheme: senders[file] for scheme, file in sorted(files.items())}


def sender_of(url: str) -> Sender:
    """The sender for the recipient's scheme. Every recipient that is set or written to passes here. Raises
    BadSetting for an unknown scheme, BadAddress for what its channel can't address: a mail address with a
    query or fragment, or several in one."""
    scheme, known = url.partition(":")[0], by_scheme(catalogue.senders())
    if scheme not in known:
        if "@" in url and ":" not in url:
            raise BadSetting(f"{url!r}: unknown notice channel; did you mean mailto:{url}?")
        listed = ", ".join(f"{name}:…" for name in known)
        raise BadSetting(f"{url!r}: unknown notice channel; supported: {listed}")
    sender = known[scheme]
    if not url.isprintable() or " " in url:
        raise BadAddress(f"{printable(url, 80)!r}: a recipient must not contain spaces or line breaks")
    sender.check(url)
    return sender


def as_url(recipient: str) -> str:
    """A plain mail address as the recipient that it means."""
    plain = "@" in recipient and ":" not in recipient and "/" not in recipient
    return f"mailto:{recipient}" if plain else recipient


def accept(urls: Iterable[str], *, may_tell: bool, before: Collection[str] = ()) -> None:
    """Recipients that somebody sets; those of `before` are set already. Raises NotPermitted without
    `may_tell`, and as `sender_of`."""
    for url in urls:
        if url not in before:
            require_tell(may_tell)
        sender_of(url)


def examples() -> str:
    """A recipient of each channel, for messages."""
    return " or ".join(sender.example for sender in catalogue.senders().values())


def require_sender(workspace: Workspace) -> None:
    """A notice says who sends it, and how to reach them. Raises BadSetting."""
    examples = {"contact": "mailto:soc@example.org", "mail_from": "soc@example.org"}
    missing = [name for name in examples if not getattr(workspace.settings, name)]
    if missing:
        lines = " and ".join(f'{name} = "{examples[name]}"' for name in missing)
        raise BadSetting(
            f"the owner must learn who sends the notice: set {' and '.join(missing)} in "
            f"{workspace.config / 'settings.toml'} (example: {lines})"
        )


def missing_settings(settings: Settings, sender: Sender) -> list[str]:
    """The settings that the channel needs and that are not set."""
    return [name for name in sender.needs if not getattr(settings, name)]


def unready(settings: Settings, sender: Sender) -> str:
    """Why the channel can't send, with the settings that it lacks; '' when it can."""
    lacks = missing_settings(settings, sender)
    names = [*lacks, *(["mail_from"] if "smtp_host" in sender.needs and not settings.mail_from else [])]
    if not names:
        return ""
    why = sender.unconfigured if lacks else "no sender's address is set"
    return f"{why} (setting{'s' if len(names) > 1 else ''} {', '.join(names)})"


def sender_address(settings: Settings) -> str:
    """`mail_from`, or what stands in for it in the file of a mail that `unready` holds."""
    return settings.mail_from or NO_SENDER


def unready_for(settings: Settings, url: str) -> str:
    """Why messages to this recipient can't be sent, with the settings to set; '' when nothing is known to
    hinder them. No name server is asked. Raises BadSetting for an unknown channel."""
    sender = sender_of(url)
    if why := unready(settings, sender):
        return why
    host = urlsplit(_plain(url)).hostname if sender.named else None
    if not host or settings.notify_private == "yes":
        return ""
    refused = known_refusal(host)
    return f"{host} is {refused} (setting notify_private: yes)" if refused else ""


def write_message(workspace: Workspace, id: str, sender: Sender, message: bytes) -> Path:
    """Writes a message to its file, before and whether or not it is sent. Returns the file."""
    return write(message_file(workspace, id, sender), message)


def message_file(workspace: Workspace, id: str, sender: Sender) -> Path:
    """The file of the message with that id."""
    return workspace.data / "notices" / f"{id}{sender.suffix}"


def outbound(workspace: Workspace) -> NoticeOutbound:
    """What a channel is lent. Raises BadSetting."""
    settings = workspace.settings
    return NoticeOutbound(
        smtp=_smtp(settings) if settings.smtp_host else None, urls=named_urls(workspace),
        agent=workspace.agent, secret=_secret(settings.webhook_secret_file),
        tokens=_pairs(
            settings.webhook_tokens_file, "webhook_tokens_file", "HOST and the value of Authorization"
        ), private=settings.notify_private == "yes",
        clock=workspace.clock,
        apprise_urls=_pairs(settings.apprise_file, "apprise_file", "NAME and an Apprise URL"),
        apprise_schemes=frozenset(settings.apprise_schemes.lower().split()),
    )  # fmt: skip


def named_urls(workspace: Workspace) -> frozenset[str]:
    """The recipients that messages may be posted to: those of the settings, of the scope and of
    organisations."""
    settings, records = workspace.settings, workspace.store.records
    # A record may name several, as its contact module reads them.
    contacts = [word for one in scopes(workspace) for word in one.contact.replace(",", " ").split()]
    contacts += [url for one in Organisations(records).list() for url in one.contacts]
    found = {url for url in (settings.notify, *settings.recipients.split(), *contacts) if url}
    return frozenset(found | {_plain(url) for url in found})


def require_named(workspace: Workspace, url: str) -> None:
    """Some channels go only where the settings or the scope say. Raises BadSetting for another recipient."""
    if not is_named(workspace, url):
        raise BadSetting(
            f"{url!r} is not named by the settings or the scope; add it to the setting recipients in "
            f"{workspace.config / 'settings.toml'}"
        )


def is_named(workspace: Workspace, url: str) -> bool:
    """May the recipient's channel go there? Raises BadSetting for an unknown channel."""
    return not sender_of(url).named or bool({url, _plain(url)} & named_urls(workspace))


def is_postable(url: str) -> bool:
    """Is it a URL that messages can be posted to: https, or http on this machine?"""
    try:
        return bool(validate_url(url))
    except ValueError:
        return False


def _plain(url: str) -> str:
    """The URL without the form of its body; as it is when it has none."""
    try:
        return target(url).url
    except BadAddress:
        return url


def _secret(file: str) -> bytes:
    """The bytes that sign webhooks, as Standard Webhooks writes them (`whsec_` and base64), or any text."""
    text = read_secret(file, "webhook_secret_file")
    if not text.startswith("whsec_"):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except ValueError:
        raise BadSetting("webhook_secret_file: what follows whsec_ must be base64") from None


def _pairs(file: str, setting: str, form: str) -> dict[str, str]:
    """The lines of a file that a setting names: a name, a space, a value; `#` begins a comment."""
    found = {}
    for number, line in enumerate(read_secret(file, setting).splitlines(), start=1):
        host, _, value = line.strip().partition(" ")
        if not host or host.startswith("#"):
            continue
        if not value.strip():
            raise BadSetting(f"{setting}, line {number}: write {form}")
        found[host] = value.strip()
    return found


def _smtp(settings: Settings) -> SmtpOutbound:
    return SmtpOutbound(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=read_secret(settings.smtp_password_file, "smtp_password_file"),
    )


def read_secret(file: str, setting: str) -> str:
    """The text of a file that a setting names; '' without one."""
    try:
        return Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not valid UTF-8"
        raise BadSetting(f"cannot read {setting} {file}: {why}") from None
