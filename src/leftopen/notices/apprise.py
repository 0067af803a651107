"""Sends a notice through Apprise to a service that the file of the setting `apprise_file` names:
`apprise:soc-chat`.

Needs the extra `apprise`. Its connections are its own: their addresses are not pinned.
"""

from __future__ import annotations

import json
import re

from leftopen.errors import BadAddress
from leftopen.model.notice import Notice, Outbound, Sender
from leftopen.present.printable import printable

_NAME = re.compile(r"apprise:([A-Za-z0-9][A-Za-z0-9._-]{0,63})")


def render(notice: Notice, sender_address: str) -> bytes:
    """Title and text as JSON, for the file. Raises BadAddress."""
    _name(notice.to)
    return json.dumps({"title": _title(notice), "text": _text(notice)}, ensure_ascii=False, indent=1).encode()


async def send(notice: Notice, sender_address: str, outbound: Outbound) -> str:
    """Raises BadAddress, ConnectionError."""
    return await outbound.apprise(_name(notice.to), _title(notice), _text(notice))


def _title(notice: Notice) -> str:
    return printable(notice.subject, 200)


def _text(notice: Notice) -> str:
    return printable(notice.text, lines=True)


def _name(to: str) -> str:
    found = _NAME.fullmatch(to)
    if found is None:
        raise BadAddress(f"{printable(to, 80)!r} is not valid; write apprise: and a name of apprise_file")
    return found[1]


sender = Sender(
    schemes=("apprise",),
    example="apprise:soc-chat",
    suffix=".apprise.json",
    render=render,
    send=send,
    needs=("apprise_file", "apprise_schemes"),
    unconfigured="Apprise is not configured",
    optional=True,
)
