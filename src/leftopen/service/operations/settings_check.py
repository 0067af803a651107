"""What must be true of settings together, so that they can be used. The settings page, `doctor` and every
start ask the same question: what the page saves never stops the next start."""

from __future__ import annotations

from leftopen.errors import BadAddress, BadSetting
from leftopen.model.mail_address import is_mail_address
from leftopen.service.cases.signing import timestamping
from leftopen.service.monitoring import blackout
from leftopen.service.operations import heartbeat
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import quiet_hours
from leftopen.service.scanning.controls import own_control
from leftopen.settings import Settings


def check(settings: Settings) -> None:
    """Raises BadSetting."""
    own_control(settings.control)
    try:
        for url in (settings.notify, *settings.recipients.split()):
            if url:
                sender_of(url)
    except BadAddress as error:
        raise BadSetting(str(error)) from None
    if settings.mail_from and not is_mail_address(settings.mail_from.removeprefix("mailto:")):
        raise BadSetting(f"mail_from is {settings.mail_from!r}; must be a mail address")
    heartbeat.check(settings)
    quiet_hours.parse(settings.quiet_hours)
    blackout.parse(settings.blackout)
    if settings.tsa_url:
        timestamping.roots_of(settings)
