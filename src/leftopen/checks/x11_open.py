"""A display of the X Window System that lets in anyone.

Sends one setup request without any authorisation and reads the answer: its vendor, release and screens. Then
the connection is closed at once; no request of the protocol itself is sent.

Open: the setup succeeds. It is called *data*, though nothing of the screen was seen: X knows no rights but
this one, and whoever is connected may copy the screen and read and send every key. Closed: an authorisation
is required, or the client's address is not on the list. Unknown: all connections in use, another version.

A server that no program uses (a bare Xvfb) forgets its state when its last client goes; ours may be that
one. A display that shows anything has clients of its own.

False positives: a display opened on purpose within one machine room (thin clients).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import x11
from leftopen.wire.read_message import read_message

ASKED = ("authorization", "authentication", "invalid mit-magic-cookie")
FORBIDDEN = ("no protocol specified", "not authorized", "not permitted", "denied")


def applies(observation: Observation) -> bool:
    """The probe named X11, on any port."""
    return observation.module == "x11"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One request."""
    await channel.send(x11.SETUP, at=ReadLevel.METADATA)
    return CheckReplies(replies=(await read_message(channel, x11.needs),))


def judge(replies: Replies) -> Verdict:
    """By the first byte, in a whole answer."""
    raw = replies[0] if replies else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    answer = x11.parse(raw)
    if isinstance(answer, x11.Display):
        return _opened(answer)
    if isinstance(answer, x11.More):
        return closed(Reason.PASSWORD_ASKED, answer.reason)
    if isinstance(answer, x11.Failed):
        return _failed(answer.reason)
    return unknown(Reason.CUT if x11.needs(raw) else Reason.OTHER_PROTOCOL, Phase.ASK)


def _opened(display: x11.Display) -> Verdict:
    sizes = ", ".join(f"{width} x {height}" for width, height in display.screens[:4])
    said = f"{format_count(display.count, 'screen')} ({sizes}), {display.vendor} {display.release}"
    return opened(
        ExposureKind.DATA if any(w and h for w, h in display.screens) else ExposureKind.METADATA, said
    )


def _failed(reason: str) -> Verdict:
    lowered = reason.lower()
    if any(words in lowered for words in FORBIDDEN):
        return closed(Reason.FORBIDDEN, reason)
    if any(words in lowered for words in ASKED):
        return closed(Reason.PASSWORD_ASKED, reason)
    return unknown(Reason.NOT_UNDERSTOOD, said=reason)


check = Check(
    title="A screen and keyboard that anyone can read (X11)",
    remedy=(
        "Start the server without TCP (`-nolisten tcp`, the default since X.Org 1.17: look for `-listen tcp` "
        "in the display manager's settings) and without `-ac`; on the running display `xhost -` turns the "
        "access control on again, and `xhost` shows who is still on the list. Use `ssh -X` for programs of "
        "other machines, and close ports 6000 to 6063 in the firewall. Passwords typed on that display while "
        "it was open may be known: change them."
    ),
    french=Translation(
        title="Un écran et un clavier que chacun peut lire (X11)",
        remedy=(
            "Démarrer le serveur sans TCP (`-nolisten tcp`, par défaut depuis X.Org 1.17 : chercher "
            "`-listen tcp` dans les réglages du gestionnaire d’affichage) et sans `-ac` ; sur l’affichage "
            "en cours, `xhost -` rétablit le contrôle d’accès, et `xhost` montre qui est encore sur la "
            "liste. Utiliser `ssh -X` pour les programmes d’autres machines, et fermer les ports 6000 à "
            "6063 dans le pare-feu. Les mots de passe tapés sur cet affichage pendant qu’il était ouvert "
            "sont peut-être connus : les changer."
        ),
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://www.x.org/releases/current/doc/xproto/x11protocol.html",
        "https://www.x.org/releases/current/doc/man/man7/Xsecurity.7.xhtml",
    ),
    requests=1,
    sized_by="nothing: a display has no counters; the sizes of its screens stand in what it said",
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
)
