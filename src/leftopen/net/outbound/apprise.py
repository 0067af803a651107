"""Sends through Apprise, where it is installed: Slack, Teams, Matrix, Telegram, ntfy, PagerDuty and others.

Apprise opens its own connections: the addresses are not pinned, and it decides about redirects. So it gets
only URLs from a file of the operator, of schemes that a setting allows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from leftopen.model.notice import Rejected
from leftopen.present.printable import printable

SECONDS = 60.0


async def send(
    name: str,
    urls: Mapping[str, str],
    schemes: frozenset[str],
    *,
    title: str,
    text: str,
    seconds: float = SECONDS,
) -> str:
    """Sends one message to the URL of that name. Raises ConnectionError."""
    url = urls.get(name, "")
    scheme = url.partition(":")[0].lower()
    if not url:
        raise Rejected(f"apprise_file has no line for {name[:40]!r}")
    if scheme not in schemes:
        raise Rejected(f"apprise_schemes does not allow {scheme}:")
    try:
        return await asyncio.wait_for(asyncio.to_thread(_sent, url, scheme, title, text), seconds)
    except TimeoutError:
        raise ConnectionError(f"no answer within {seconds:g} seconds") from None


def _sent(url: str, scheme: str, title: str, text: str) -> str:
    apprise = _library()
    service = apprise.Apprise()
    if not service.add(url):
        raise Rejected(f"Apprise can't read the {scheme}: URL")
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
        accepted = service.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT)
        message = _without_secrets(log.getvalue(), url)
    if not accepted:
        raise ConnectionError(f"Apprise: {scheme} did not accept it{f': {message}' if message else ''}")
    return f"Apprise: {scheme} accepted it"


def _library() -> Any:
    try:
        import apprise
    except ImportError:
        raise ConnectionError(
            "Apprise is not installed; to install it: pip install 'leftopen[apprise]'"
        ) from None
    return apprise


def _without_secrets(log: str, url: str) -> str:
    """The last line of the log; '' when it shows a part of the URL, which holds tokens."""
    lines = [line for line in log.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    parts = [
        part for part in url.replace("@", "/").replace(":", "/").replace("?", "/").split("/") if len(part) > 5
    ]
    return "" if any(part in last for part in parts) else printable(" ".join(last.split()), 150)
