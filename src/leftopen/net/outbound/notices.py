"""What a notice channel sends with: mail through the configured server, and POSTs to URLs that the settings
or the scope name. Never to a target."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from leftopen.model.channel import Reply
from leftopen.model.notice import Rejected, TryLater
from leftopen.net.outbound import apprise as outbound_apprise
from leftopen.net.outbound import http as outbound_http
from leftopen.net.outbound import stream as outbound_stream
from leftopen.net.outbound.http import OutboundRequest
from leftopen.net.outbound.mail import SmtpOutbound
from leftopen.net.outbound.pinned import pin_address
from leftopen.present.printable import printable

AGAIN = frozenset({408, 409, 423, 425, 429})
"""Statuses below 500 that speak of the moment and not of the message."""
NOT_NAMED = "a notice is posted only to a URL that the settings or the scope name"
_SHOWN = 120


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOutbound:
    """`model.notice.Outbound`. `smtp`: None without a mail server. `urls`: the only ones that are posted to,
    so that only who may change the settings chooses one. `secret` signs them, if there is one; `tokens`: the
    value of the header Authorization for each host. `private`: they may be at addresses that are not public.
    `apprise_urls` by their names, of `apprise_schemes` only."""

    smtp: SmtpOutbound | None
    urls: frozenset[str]
    agent: str
    secret: bytes = field(default=b"", repr=False)
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    private: bool = False
    apprise_urls: Mapping[str, str] = field(default_factory=dict, repr=False)
    apprise_schemes: frozenset[str] = frozenset()
    clock: Callable[[], datetime] = _now

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        """Raises ConnectionError when it was not accepted."""
        if self.smtp is None:
            raise ConnectionError("no mail server is configured")
        return await self.smtp.mail(sender, recipient, message)

    async def post(self, url: str, body: bytes, content_type: str, *, key: str = "") -> str:
        """`HTTP 204`. Raises ConnectionError when it was not accepted."""
        if url not in self.urls:
            raise Rejected(NOT_NAMED)
        if not body:
            raise Rejected("the notice is empty")
        try:
            host = outbound_http.validate_url(url).hostname or ""
        except ValueError as error:
            raise Rejected(str(error)) from None
        reply = await outbound_http.ask(
            OutboundRequest(
                url=url, agent=self.agent, body=body, content_type=content_type,
                headers=self._headers(host, body, key), address=await pin_address(host, private=self.private),
            )
        )  # fmt: skip
        return self._judged(reply)

    async def apprise(self, name: str, title: str, text: str) -> str:
        """Raises ConnectionError when it was not accepted."""
        return await outbound_apprise.send(
            name, self.apprise_urls, self.apprise_schemes, title=title, text=text
        )

    async def stream(self, url: str, data: bytes) -> str:
        """Raises ConnectionError when it was not handed over."""
        if url not in self.urls:
            raise Rejected(NOT_NAMED)
        try:
            to = outbound_stream.target(url)
        except ValueError as error:
            raise Rejected(str(error)) from None
        return await outbound_stream.hand_over(
            to, data, address=await pin_address(to.host, private=self.private)
        )

    def _headers(self, host: str, body: bytes, key: str) -> tuple[tuple[str, str], ...]:
        """The signature is that of Standard Webhooks: over id, time and body."""
        found = [("Authorization", self.tokens[host])] if host in self.tokens else []
        if key:
            at = str(int(self.clock().timestamp()))
            found += [("Idempotency-Key", key), ("webhook-id", key), ("webhook-timestamp", at)]
            if self.secret:
                signed = hmac.digest(self.secret, f"{key}.{at}.".encode() + body, hashlib.sha256)
                found.append(("webhook-signature", f"v1,{base64.b64encode(signed).decode()}"))
        return tuple(found)

    def _judged(self, reply: Reply) -> str:
        message = f"HTTP {reply.status}"
        if 200 <= reply.status < 300:
            return message
        if 300 <= reply.status < 400:
            raise Rejected(f"{message}: redirects are not followed")
        shown = printable(" ".join(reply.body[:1000].decode("utf-8", "replace").split()), _SHOWN)
        message = f"{message}: {shown}" if shown else message
        if 400 <= reply.status < 500 and reply.status not in AGAIN:
            raise Rejected(message)
        raise TryLater(message, self._wanted(reply))

    def _wanted(self, reply: Reply) -> float:
        """After how many seconds the other side wants it again; 0 when it does not say."""
        text = next((value for name, value in reply.headers if name.lower() == "retry-after"), "").strip()
        if text.isascii() and text.isdigit() and len(text) < 9:
            return float(text)
        try:
            return max((parsedate_to_datetime(text) - self.clock()).total_seconds(), 0.0)
        except (ValueError, TypeError, OverflowError):
            return 0.0
