"""What may hold a message, and until when. Pure: the first rule that applies decides."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.outbox import MOST_UNKNOWN, Delivery, HoldReason, Mute, OutboxStop
from leftopen.present.humanize import format_time
from leftopen.service.outbox.quiet_hours import QuietHours

WAITS_FOR_APPROVAL = "waits for approval"
DAY = timedelta(days=1)
SOON = timedelta(minutes=1)
"""When the daily cap is asked again, if only what is being sent now may reach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """`due`: when it may go by itself; None when a person must let it go."""

    reason: HoldReason
    said: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds messages now. `sent`: when each one of the last day left; `leaving`: how many others are
    being sent now and came first; `cap`: the most a day, 0: any."""

    stop: OutboxStop | None = None
    mutes: Sequence[Mute] = ()
    quiet: QuietHours | None = None
    sent: Sequence[datetime] = ()
    leaving: int = 0
    cap: int = 0

    def hold(self, notice: Notice, delivery: Delivery, now: datetime) -> Hold | None:
        """What holds this message now; None when it may leave."""
        if delivery.hold is HoldReason.BY_HAND:
            return Hold(reason=HoldReason.BY_HAND, said=delivery.said)
        if self.stop is not None:
            because = f": {self.stop.because}" if self.stop.because else ""
            at = format_time(self.stop.at)
            message = f"all sending was paused by {self.stop.by} at {at}{because}"
            return Hold(reason=HoldReason.STOPPED, said=message)
        if delivery.released_by:
            return None
        if delivery.unknown >= MOST_UNKNOWN:
            message = (
                f"{delivery.unknown} attempts were interrupted, so the message may have arrived; "
                "release it to try again"
            )
            return Hold(reason=HoldReason.APPROVAL, said=message)
        if delivery.needs_approval:
            return Hold(reason=HoldReason.APPROVAL, said=WAITS_FOR_APPROVAL)
        return self._muted(notice, now) or self._later(delivery, now)

    def _muted(self, notice: Notice, now: datetime) -> Hold | None:
        """A message is held when everything that it is about is muted: for good, if all of it is."""
        holding = [self._mute_of(notice.to, item, now) for item in notice.about or (None,)]
        if any(mute is None for mute in holding):
            return None
        ends = [mute.until for mute in holding if mute is not None]
        mute = next(mute for mute in holding if mute is not None)
        because = f"by {mute.by}{f': {mute.because}' if mute.because else ''}"
        times = [end for end in ends if end is not None]
        if not times:
            return Hold(reason=HoldReason.SUPPRESSED, said=f"suppressed {because}")
        return Hold(reason=HoldReason.MUTED, said=f"muted {because}", due=min(times))

    def _mute_of(self, to: str, item: NoticeItem | None, now: datetime) -> Mute | None:
        """The mute that lasts longest of those that match."""
        found = [mute for mute in self.mutes if matches(mute, to, item, now)]
        return max(found, key=lambda mute: (mute.until is None, mute.until or now), default=None)

    def _later(self, delivery: Delivery, now: datetime) -> Hold | None:
        end = None if self.quiet is None or delivery.urgent else self.quiet.until(now)
        if end is not None:
            return Hold(reason=HoldReason.QUIET_HOURS, said=f"quiet hours until {format_time(end)}", due=end)
        recent = [at for at in self.sent if now - DAY < at <= now]
        if self.cap and len(recent) >= self.cap:
            message = f"{len(recent):,} messages were sent in the last 24 hours (setting messages_per_day)"
            return Hold(reason=HoldReason.DAILY_CAP, said=message, due=recent[-self.cap] + DAY)
        if self.cap and len(recent) + self.leaving >= self.cap:
            message = (
                f"{len(recent):,} messages were sent in the last 24 hours and {self.leaving:,} are being "
                "sent (setting messages_per_day)"
            )
            return Hold(reason=HoldReason.DAILY_CAP, said=message, due=now + SOON)
        return None


def matches(mute: Mute, to: str, item: NoticeItem | None, now: datetime) -> bool:
    """Does it silence this recipient about this exposure? None: about nothing in particular."""
    if mute.until is not None and mute.until <= now:
        return False
    if mute.contact and mute.contact != to:
        return False
    if mute.check and (item is None or item.check != mute.check):
        return False
    return not mute.network or (item is not None and _inside(item.address, mute.network))


def _inside(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network)
    except ValueError:
        return False
