"""AFP file server: offers access without a password (guest).

Asks for the server's information (`DSIGetStatus`): its ways to log in. None of them is tried, no session is
opened and no volume is listed.

Open (metadata): the guest login (`No User Authent`) is offered. Closed: only ways with a password or Kerberos
are. False positives: a server whose guests see no volume.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import Phase, Reason, Verdict, accessible, closed, unknown
from leftopen.wire import afp
from leftopen.wire.read_message import read_message

KNOWN = (
    "Cleartxt Passwrd",
    "Randnum exchange",
    "2-Way Randnum",
    "DHCAST128",
    "DHX2",
    "Recon1",
    "SRP",
    "Client Krb v2",
)


def applies(observation: Observation) -> bool:
    """The probe identified AFP, on any port."""
    return observation.module == "afp"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One question."""
    await channel.send(afp.GET_STATUS, at=ReadLevel.METADATA)
    return CheckReplies(replies=(await read_message(channel, afp.needed),))


def judge(replies: Replies) -> Verdict:
    """By the ways to log in alone."""
    raw = replies[0] if len(replies) == 1 else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    answer = afp.server_info(raw)
    if answer is None:
        cut = afp.needed(raw) > 0
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    if afp.GUEST in answer.ways:
        return accessible("guest login offered")
    if all(way in KNOWN for way in answer.ways):
        return closed(Reason.PASSWORD_ASKED, "no guest login")
    return unknown(Reason.NOT_UNDERSTOOD)


check = Check(
    title="AFP file server readable without a password",
    remedy=(
        "Switch the guest off. Netatalk: in afp.conf, remove `uams_guest.so` from `uam list` (keep "
        "`uams_dhx2.so`), and restart it (`systemctl restart netatalk`). A NAS: switch off guest access to "
        "AFP in its settings. Better: stop AFP, and share over SMB with accounts. Close port 548 in the "
        "firewall. Where guests could write, compare the files with a backup."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://netatalk.io/manual/en/afp.conf.5",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=1,
    sized_by="not measured: volumes are listed only in a session, and none is opened",
    applies=applies,
    run=run,
    judge=judge,
)
