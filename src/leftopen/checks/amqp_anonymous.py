"""AMQP broker: offers access without a password (ANONYMOUS).

Sends the protocol's header and reads what the broker offers (`Connection.Start`): its ways to log in. None
of them is tried, so that no connection is opened, and nothing is subscribed to or published.

Open (metadata): ANONYMOUS is offered. Closed: only ways with a password or a certificate are. Unknown:
RabbitMQ since 4.0, which offers ANONYMOUS by default and then mostly refuses its user from other machines
(`loopback_users`); only a login would tell. False positives: a broker whose anonymous user has no rights.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import Phase, Reason, Verdict, accessible, closed, unknown
from leftopen.wire import amqp
from leftopen.wire.amqp import Start
from leftopen.wire.read_message import read_message

ANONYMOUS = "ANONYMOUS"
KNOWN = (
    "PLAIN",
    "AMQPLAIN",
    "EXTERNAL",
    "CRAM-MD5",
    "RABBIT-CR-DEMO",
    "DIGEST-MD5",
    "SCRAM-SHA-256",
    "GSSAPI",
)
DEFAULT = "offered by default since RabbitMQ 4.0; not tried"


def applies(observation: Observation) -> bool:
    """The probe identified AMQP, on any port."""
    return observation.module == "amqp"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One header, one frame."""
    await channel.send(amqp.HEADER, at=ReadLevel.METADATA)
    return CheckReplies(replies=(await read_message(channel, amqp.needed),))


def judge(replies: Replies) -> Verdict:
    """By the ways to log in alone."""
    raw = replies[0] if len(replies) == 1 else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    answer = amqp.start(raw)
    if answer is None:
        cut = amqp.needed(raw) > 0
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    if ANONYMOUS not in answer.mechanisms:
        known = all(word in KNOWN for word in answer.mechanisms)
        return closed(Reason.PASSWORD_ASKED, "no ANONYMOUS") if known else unknown(Reason.NOT_UNDERSTOOD)
    if _default(answer):
        return unknown(Reason.NOT_UNDERSTOOD, said=DEFAULT)
    return accessible("ANONYMOUS offered")


def _default(answer: Start) -> bool:
    """RabbitMQ of a version that offers it unasked, or of none that can be read."""
    major = answer.version.partition(".")[0]
    return answer.product == "RabbitMQ" and not (major.isdigit() and major.isascii() and int(major[:3]) < 4)


check = Check(
    title="AMQP broker readable without a password",
    remedy=(
        "Remove the anonymous login. RabbitMQ: in rabbitmq.conf, set `auth_mechanisms.1 = PLAIN` (and list "
        "no `ANONYMOUS`) and `anonymous_login_user = none`, then restart it. Qpid: remove `ANONYMOUS` from "
        "`mech_list`, and start it with `auth=yes`. Give each program its own user with the rights that it "
        "needs. Close ports 5672 and 15672 in the firewall, and use TLS (port 5671). Others may have read "
        "and sent messages: check the log for connections that are not yours."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://www.rabbitmq.com/docs/access-control",
        "https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf",
    ),
    requests=1,
    sized_by="not measured: counters need a login, and none is made",
    applies=applies,
    run=run,
    judge=judge,
)
