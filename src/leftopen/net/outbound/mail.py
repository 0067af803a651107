"""Sends mail through the configured server. Never to a target: the address comes from the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import aiosmtplib

from leftopen.formats.charset import decode
from leftopen.model.notice import Rejected

SECONDS = 30.0
_MAILBOX = re.compile(r"[^\s<>,;\x00-\x1f\x7f]{1,254}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOutbound:
    """`model.notice.Outbound` over SMTP.

    `security`: `tls` from the first byte; `starttls` required; `none` uses STARTTLS where it is offered, but
    does not insist and checks no certificate. The password is never sent unencrypted.
    """

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = SECONDS

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        """Sends one message and returns the server's reply, one line of at most 200 characters.

        Raises ConnectionError with the reason when it was not accepted, Rejected when it never will be.
        """
        for mailbox in (sender, recipient):
            if not _MAILBOX.fullmatch(mailbox):
                raise ConnectionError(f"{mailbox!r} can't be a mail address")
        if self.user and self.security == "none":
            raise ConnectionError("a password needs smtp_security starttls or tls")
        try:
            errors, text = await self._hand_over(sender, recipient, message)
        except aiosmtplib.SMTPException as error:
            raise _failure(error)(_line(f"{self._where()}: {_answer(error)}")) from None
        except (OSError, ValueError) as error:
            raise ConnectionError(_line(f"{self._where()} can't be reached: {error}")) from None
        if errors:
            raise ConnectionError(_line(f"{self._where()} refused {', '.join(errors)}"))
        return _line(text)

    async def _hand_over(
        self, sender: str, recipient: str, message: bytes
    ) -> tuple[dict[str, aiosmtplib.SMTPResponse], str]:
        return await aiosmtplib.send(
            message,
            sender=sender,
            recipients=[recipient],
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            use_tls=self.security == "tls",
            start_tls={"tls": False, "starttls": True}.get(self.security),
            validate_certs=self.security != "none",
            timeout=self.timeout,
        )

    def _where(self) -> str:
        return f"{self.host}:{self.port}"


def _failure(error: aiosmtplib.SMTPException) -> type[ConnectionError]:
    """A 5xx to the recipient or the text is final. One to the sign-in, the greeting or the sender speaks of
    our configuration, which a person can mend."""
    refused = error.recipients if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else [error]
    final = all(
        isinstance(one, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError) and one.code >= 500
        for one in refused
    )
    return Rejected if final else ConnectionError


def _answer(error: aiosmtplib.SMTPException) -> str:
    """The server's answer as it came."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(_answer(one) for one in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error)


def _line(text: str) -> str:
    """The library gives bytes that are no UTF-8 as lone surrogates, which nothing can store."""
    message = decode(text.encode("utf-8", "surrogateescape"))
    return " ".join(message.split())[:200]
