"""What a notice channel sends with: mail through the configured server, and a POST to the one URL of the
settings. Never to a target."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.net import outbound_http
from leftopen.net.outbound import SmtpOutbound
from leftopen.net.outbound_http import OutboundRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOutbound:
    """`model.notice.Outbound`. `smtp`: None without a mail server; `url`: the only URL that is posted to, so
    that no user of the console can choose one; '' for none."""

    smtp: SmtpOutbound | None
    url: str
    agent: str

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        """Raises ConnectionError when it was not accepted."""
        if self.smtp is None:
            raise ConnectionError("no mail server is configured")
        return await self.smtp.mail(sender, recipient, message)

    async def post(self, url: str, body: bytes, content_type: str) -> str:
        """`HTTP 204`. Raises ConnectionError when it was not accepted."""
        if not self.url or url != self.url:
            raise ConnectionError("a notice is posted only to the URL of the setting notify")
        if not body:
            raise ConnectionError("the notice is empty")
        reply = await outbound_http.ask(
            OutboundRequest(url=url, agent=self.agent, body=body, content_type=content_type)
        )
        if not 200 <= reply.status < 300:
            raise ConnectionError(f"HTTP {reply.status}")
        return f"HTTP {reply.status}"
