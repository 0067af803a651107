"""A desktop that anyone may see and use, by VNC.

Reads the security types that the server offers. Where `None` is among them, it is chosen, and a shared
session is begun, so that nobody else is disconnected; what the server says then (ServerInit: the screen's
size and the desktop's name) is the proof. The talk ends there: no picture is asked for, no key and no
movement of the pointer is sent.

Open: ServerInit. It is called *data*, though no picture was seen: the server has granted a session, and in
it every client may ask for the screen as it stands and type on it; there is no further question of rights.
A screen of no size at all is *metadata*. Closed: only types that ask for something. Unknown: a server that
turns everybody away for the moment ("Too many security failures"), or that offers `None` and then refuses.

False positives: a screen shown on purpose (a sign, a demonstration); a server whose owner is asked by a
window, each time, whether the visitor may come in.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.wire import rfb
from leftopen.wire.read_message import read_message

NO_PASSWORD = 1


def applies(observation: Observation) -> bool:
    """The probe named VNC, on any port."""
    return observation.module == "vnc"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: greeting, offer, SecurityResult (b'' before 3.8), ServerInit; as far as it came."""
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
    """Open only by a whole ServerInit after the type None."""
    said = [reply if isinstance(reply, bytes) else b"" for reply in replies[:4]]
    if not said or not isinstance(replies[0], bytes):
        return unknown(Reason.OTHER_PROTOCOL if said else Reason.CUT)
    spoke = rfb.version(said[0])
    if spoke is None:
        return unknown(Reason.OTHER_PROTOCOL if said[0] else Reason.CUT)
    offer = rfb.offer(said[1], spoke) if len(said) > 1 else None
    if offer is None:
        return unknown(Reason.CUT, Phase.ASK)
    if not _free(offer):
        return _asks(offer)
    if spoke is rfb.Version.V3_8 and (len(said) < 3 or not rfb.granted(said[2])):
        return unknown(Reason.CUT if len(said) < 3 or not said[2] else Reason.NOT_UNDERSTOOD, Phase.ASK)
    return _session(said[3] if len(said) > 3 else b"")


def _asks(offer: rfb.Offer) -> Verdict:
    if not offer.types:
        return unknown(Reason.NOT_UNDERSTOOD, said=offer.refused)
    names = (rfb.TYPES.get(one, f"type {one}") for one in offer.types[:8])
    return closed(Reason.PASSWORD_ASKED, f"security types: {', '.join(names)}")


def _session(raw: bytes) -> Verdict:
    desktop = rfb.desktop(raw)
    if desktop is None:
        return unknown(Reason.CUT, Phase.ASK, said="no password was asked, and no session came")
    said = f"a session on a screen of {desktop.width} x {desktop.height}, called {desktop.name!r}"
    return opened(ExposureKind.DATA if desktop.width and desktop.height else ExposureKind.METADATA, said)


check = Check(
    title="A desktop that anyone can see and use (VNC)",
    remedy=(
        "Set a password and listen on this machine only: TigerVNC `vncpasswd`, then start it with "
        "`-SecurityTypes TLSVnc,VncAuth -PasswordFile ~/.config/tigervnc/passwd -localhost`; x11vnc "
        "`x11vnc -storepasswd` and `-rfbauth ~/.vnc/passwd -localhost`. Reach it through SSH "
        "(`ssh -L 5900:localhost:5900 HOST`) and close ports 5900 to 5999 in the firewall: a VNC password "
        "has at most eight letters. Whoever came in could type: look at what was started on that desktop."
    ),
    french=Translation(
        title="Un bureau que chacun peut voir et utiliser (VNC)",
        remedy=(
            "Poser un mot de passe et n’écouter que sur cette machine : TigerVNC `vncpasswd`, puis le "
            "démarrer avec `-SecurityTypes TLSVnc,VncAuth -PasswordFile ~/.config/tigervnc/passwd "
            "-localhost` ; x11vnc `x11vnc -storepasswd` et `-rfbauth ~/.vnc/passwd -localhost`. "
            "L’atteindre par SSH (`ssh -L 5900:localhost:5900 HOST`) et fermer les ports 5900 à 5999 dans "
            "le pare-feu : un mot de passe VNC a huit lettres au plus. Qui est entré pouvait taper : "
            "regarder ce qui a été lancé sur ce bureau."
        ),
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://www.rfc-editor.org/rfc/rfc6143",
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-vnc-report/",
    ),
    requests=3,
    sized_by="nothing: a desktop has no counters; the screen's size stands in what it said",
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
)
