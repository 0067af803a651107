"""The notice channels: which one serves a recipient, what it still needs, and what it sends with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadSetting
from leftopen.model.notice import Sender
from leftopen.net.notice_outbound import NoticeOutbound
from leftopen.net.outbound import SmtpOutbound
from leftopen.service.workspace import Workspace
from leftopen.service.write_file import write
from leftopen.settings import Settings


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
    """The sender for the recipient's scheme. Raises BadSetting for an unknown scheme."""
    scheme, known = url.partition(":")[0], by_scheme(catalogue.senders())
    if scheme not in known:
        meant = f"; did you mean mailto:{url}?" if "@" in url and ":" not in url else ""
        listed = ", ".join(f"{name}:…" for name in known)
        raise BadSetting(f"{url!r}: unknown notice channel; supported: {listed}{meant}")
    return known[scheme]


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


def lacking(settings: Settings, sender: Sender) -> list[str]:
    """The settings that the channel needs and that are not set."""
    return [name for name in sender.needs if not getattr(settings, name)]


def unready(settings: Settings, sender: Sender) -> str:
    """Why the channel can't send, with the settings that it lacks; '' when it can."""
    names = lacking(settings, sender)
    if not names:
        return ""
    return f"{sender.unconfigured} (setting{'s' if len(names) > 1 else ''} {', '.join(names)})"


def write_message(workspace: Workspace, id: str, sender: Sender, message: bytes) -> Path:
    """Writes a message to its file, before and whether or not it is sent. Returns the file."""
    return write(workspace.data / "notices" / f"{id}{sender.suffix}", message, mode=0o600)


def outbound(workspace: Workspace) -> NoticeOutbound:
    """What a channel is lent. Raises BadSetting."""
    settings = workspace.settings
    return NoticeOutbound(
        smtp=_smtp(settings) if settings.smtp_host else None, url=settings.notify, agent=workspace.agent
    )


def _smtp(settings: Settings) -> SmtpOutbound:
    return SmtpOutbound(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=_password(settings.smtp_password_file),
    )


def _password(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not valid UTF-8"
        raise BadSetting(f"cannot read smtp_password_file {file}: {why}") from None
