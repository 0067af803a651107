"""X Window System display: accepts clients without authentication.

Sends one setup request without authorisation data and reads the response: vendor, release and screens. Then
the connection is closed at once; no request of the protocol itself is sent.

Open: the setup succeeds. It counts as *data* although no screen content was read: X has no other access
right, so every connected client may copy the screen and read and send every key. Closed: authorisation is
required, or the client's address is not on the list. Unknown: all connections in use, another version.

A server without clients (a bare Xvfb) resets its state when its last client disconnects; the check may be
that client. A display that shows anything has its own clients.

False positives: a display opened on purpose inside one server room (thin clients).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
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
    """The probe identified X11, on any port."""
    return observation.module == "x11"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One request."""
    await channel.send(x11.SETUP, at=ReadLevel.METADATA)
    return CheckReplies(replies=(await read_message(channel, x11.needs),))


def judge(replies: Replies) -> Verdict:
    """Judge by the first byte of a complete response."""
    raw = replies[0] if replies else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    answer = x11.parse(raw)
    if isinstance(answer, x11.Display):
        return _opened(answer)
    if isinstance(answer, x11.Authenticate):
        return closed(Reason.PASSWORD_ASKED, answer.reason)
    if isinstance(answer, x11.Failed):
        return _failed(answer.reason)
    return unknown(Reason.CUT if x11.needs(raw) else Reason.OTHER_PROTOCOL, Phase.ASK)


def _opened(display: x11.Display) -> Verdict:
    sizes = ", ".join(f"{width} x {height}" for width, height in display.screens[:4])
    reply = f"{format_count(display.count, 'screen')} ({sizes}), {display.vendor} {display.release}"
    return opened(
        ExposureKind.DATA if any(w and h for w, h in display.screens) else ExposureKind.METADATA, reply
    )


def _failed(reason: str) -> Verdict:
    lowered = reason.lower()
    if any(words in lowered for words in FORBIDDEN):
        return closed(Reason.FORBIDDEN, reason)
    if any(words in lowered for words in ASKED):
        return closed(Reason.PASSWORD_ASKED, reason)
    return unknown(Reason.NOT_UNDERSTOOD, said=reason)


check = Check(
    title="X11 display readable without authentication",
    remedy=(
        "Start the server without TCP (`-nolisten tcp`, the default since X.Org 1.17) and without `-ac`. "
        "Remove `-listen tcp` from the display manager's settings. On the running display, turn access "
        "control on again with `xhost -`. List the remaining hosts with `xhost`. Use `ssh -X` for programs "
        "on other machines. Close ports 6000 to 6063 in the firewall. Any visitor could read the screen and "
        "the keyboard: change the passwords that were typed on that display."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://www.x.org/releases/current/doc/xproto/x11protocol.html",
        "https://www.x.org/releases/current/doc/man/man7/Xsecurity.7.xhtml",
    ),
    requests=1,
    sized_by="not measured: a display has no counters; the verdict states the screen sizes",
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
)
