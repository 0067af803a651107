"""VNC: desktop visible and usable without a password.

Reads the security types that the server offers. If `None` is offered, selects it and starts a shared session,
so that no other client is disconnected. The next message (ServerInit: screen size and desktop name) is the
proof. The check ends there: no image is requested, no key and no pointer movement is sent.

Open: ServerInit. It counts as *data* although no image was read: the server has granted a session in which
every client may request the screen and type; there is no further access control. A screen of size zero is
*metadata*. Closed: every offered type requires authentication. Unknown: a server that rejects all clients for
a time ("Too many security failures"), or that offers `None` and then refuses.

False positives: a screen that is public on purpose (a sign, a demonstration); a server whose owner confirms
each visitor in a dialog.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.wire import rfb
from leftopen.wire.read_message import read_message

NO_PASSWORD = 1
CONFIRM = 3
"""TigerVNC rejects an address for a time after five talks that ended without its password, and would then
keep a user behind the same address out, too."""


def applies(observation: Observation) -> bool:
    """The probe identified VNC, on any port."""
    return observation.module == "vnc"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: greeting, offer, SecurityResult (b'' before 3.8), ServerInit; as far as they were received."""
    greeting = await read_message(channel, rfb.greeting_needs)
    spoke = rfb.version(greeting)
    if spoke is None:
        return CheckReplies(replies=(greeting,))
    await channel.send(spoke.line, at=ReadLevel.METADATA)
    offered = await read_message(channel, lambda raw: rfb.offer_needs(raw, spoke))
    if not _free(rfb.offer(offered, spoke)):
        return CheckReplies(replies=(greeting, offered))
    result = b""
    if spoke is not rfb.Version.V3_3:
        await channel.send(rfb.NONE, at=ReadLevel.METADATA)
    if spoke is rfb.Version.V3_8:
        result = await read_message(channel, rfb.result_needs)
        if not rfb.granted(result):
            return CheckReplies(replies=(greeting, offered, result))
    await channel.send(rfb.SHARED, at=ReadLevel.METADATA)
    return CheckReplies(replies=(greeting, offered, result, await read_message(channel, rfb.desktop_needs)))


def _free(offer: rfb.Offer | None) -> bool:
    return offer is not None and NO_PASSWORD in offer.types


def judge(replies: Replies) -> Verdict:
    """Open only by a complete ServerInit after the type None."""
    response = [reply if isinstance(reply, bytes) else b"" for reply in replies[:4]]
    if not response or not isinstance(replies[0], bytes):
        return unknown(Reason.OTHER_PROTOCOL if response else Reason.CUT)
    spoke = rfb.version(response[0])
    if spoke is None:
        return unknown(Reason.OTHER_PROTOCOL if response[0] else Reason.CUT)
    offer = rfb.offer(response[1], spoke) if len(response) > 1 else None
    if offer is None:
        return unknown(Reason.CUT, Phase.ASK)
    if not _free(offer):
        return _asks(offer)
    if spoke is rfb.Version.V3_8 and (len(response) < 3 or not rfb.granted(response[2])):
        return unknown(
            Reason.CUT if len(response) < 3 or not response[2] else Reason.NOT_UNDERSTOOD, Phase.ASK
        )
    return _session(response[3] if len(response) > 3 else b"")


def _asks(offer: rfb.Offer) -> Verdict:
    if not offer.types:
        return unknown(Reason.NOT_UNDERSTOOD, said=offer.refused)
    names = (rfb.TYPES.get(one, f"type {one}") for one in offer.types[:8])
    return closed(Reason.PASSWORD_ASKED, f"security types: {', '.join(names)}")


def _session(raw: bytes) -> Verdict:
    desktop = rfb.desktop(raw)
    if desktop is None:
        return unknown(Reason.CUT, Phase.ASK, said="no password required, but no session started")
    reply = f"session granted: screen {desktop.width} x {desktop.height}, name {desktop.name!r}"
    return opened(ExposureKind.DATA if desktop.width and desktop.height else ExposureKind.METADATA, reply)


check = Check(
    title="VNC desktop readable without a password",
    remedy=Remedy(
        general=(
            "Set a password and listen on loopback only. Connect through SSH (`ssh -L 5900:localhost:5900"
            " HOST`), because a VNC password has at most eight characters. Close ports 5900 to 5999 in "
            "the firewall. Any visitor could also type: check which programs were started on that "
            "desktop. Keep the logs of the exposure period: they show who read the data."
        ),
        products={
            "TigerVNC": (
                "Run `vncpasswd`, then start it with `-SecurityTypes TLSVnc,VncAuth -PasswordFile "
                "~/.config/tigervnc/passwd -localhost`."
            ),
            "x11vnc": "Run `x11vnc -storepasswd`, then start it with `-rfbauth ~/.vnc/passwd -localhost`.",
        },
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://www.rfc-editor.org/rfc/rfc6143",
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-vnc-report/",
    ),
    requests=3,
    sized_by="not measured: a desktop has no counters; the verdict states the screen size",
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
    confirm=CONFIRM,
)
