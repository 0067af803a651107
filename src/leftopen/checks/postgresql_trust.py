"""PostgreSQL: accepts any user without a password.

Sends a start-up packet with a user and a database that are made up and always the same (`leftopen_nobody`,
`leftopen_nowhere`), and nothing after it: no password is ever sent, and no login takes place. Before the
server checks whether the user exists, it selects the rule for the user (pg_hba.conf) and states the
authentication method. Sent inside TLS when TLS is available, and once more without TLS when only the
encrypted connection is refused.

Open: `R 0`, no authentication required, followed by the error that the user does not exist (or, from a server
that accepts any user, by its own greeting). A visitor who knows a user name (`postgres` almost always exists)
can read everything, and a superuser can run programs on that machine: hence critical. The check reads
nothing, therefore *metadata*. Closed: the server requires a password or
another proof, or its rules refuse. Not detected: a rule that trusts only named users or databases. False
positives: a server set up for public testing.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, accessible, closed, opened, unknown
from leftopen.present.printable import printable
from leftopen.wire import postgresql

REQUESTS = 3
REFUSED_BY_RULE = frozenset({"28000", "28P01"})
"""Invalid authorization, invalid password."""


def applies(observation: Observation) -> bool:
    """The probe identified PostgreSQL's protocol, on any port."""
    return observation.module == "postgresql"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the response to the made-up user inside TLS if available, then without TLS if that was
    refused."""
    inside = observation.tls
    if not inside:
        await channel.send(postgresql.SSL_REQUEST, at=ReadLevel.METADATA)
        reply = await channel.read(1)
        if reply == b"S":
            await channel.start_tls()
            inside = True
        elif reply != b"N":
            return CheckReplies(replies=(reply,))
    replies = [await _asked(channel)]
    if inside and not observation.tls and _by_rule(replies[0]) is not None:
        await channel.hang_up()
        replies.append(await _asked(channel))
    return CheckReplies(replies=tuple(replies))


async def _asked(channel: Channel) -> bytes:
    """The first message and, after `R 0`, the next ones."""
    await channel.send(postgresql.startup(), at=ReadLevel.METADATA)
    heard = b""
    for wished in (1, 2):
        while len(postgresql.messages(heard)) < wished and len(heard) < postgresql.LARGEST:
            part = await channel.read(postgresql.LARGEST - len(heard))
            if not part:
                return heard
            heard += part
            if not postgresql.begins(heard):
                return heard
        if postgresql.messages(heard)[0].authentication != 0:
            break
    return heard


def judge(replies: Replies) -> Verdict:
    """Open when one response requires no authentication; closed by the last one."""
    if not all(isinstance(reply, bytes) for reply in replies):
        return unknown(Reason.OTHER_PROTOCOL)
    verdicts = [_judged(reply) for reply in replies if isinstance(reply, bytes)]
    trusting = [verdict for verdict in verdicts if verdict.seen is ExposureKind.METADATA]
    if trusting:
        return trusting[0]
    return verdicts[-1] if verdicts else unknown(Reason.CUT, Phase.ASK)


def _judged(raw: bytes) -> Verdict:
    heard = postgresql.messages(raw)
    if not heard:
        begun = not raw or postgresql.begins(raw)
        return unknown(Reason.CUT if begun else Reason.OTHER_PROTOCOL, Phase.ASK)
    first = heard[0]
    if first.authentication == 0:
        return _trusting(first, heard[1:])
    if first.authentication is not None:
        return closed(Reason.PASSWORD_ASKED, f"requires {first.method}")
    text = _by_rule(raw)
    if text is not None:
        return closed(Reason.FORBIDDEN, text)
    refusal = postgresql.refusal(first)
    return unknown(Reason.NOT_UNDERSTOOD, said=f"error {refusal.code}" if refusal else "")


def _trusting(first: postgresql.Message, behind: tuple[postgresql.Message, ...]) -> Verdict:
    """Any server could send `R 0`; the second sign is what PostgreSQL sends next."""
    if len(first.body) != 4 or not behind:
        return unknown(Reason.CUT, Phase.ASK)
    refusal = postgresql.refusal(behind[0])
    version = postgresql.parameters(behind).get("server_version", "")
    if refusal is not None and refusal.code == "28000":
        return accessible("no password required for an unknown user")
    if refusal is not None and refusal.code == "3D000":
        return accessible("any user accepted; the made-up database does not exist")
    if version:
        return opened(ExposureKind.METADATA, f"any user accepted, version {printable(version, 40)}")
    return unknown(Reason.NOT_UNDERSTOOD)


def _by_rule(raw: bytes) -> str | None:
    """The text of a refusal by a rule, without the addresses in it; None for another response."""
    heard = postgresql.messages(raw)
    refusal = postgresql.refusal(heard[0]) if heard else None
    if refusal is None or refusal.code not in REFUSED_BY_RULE:
        return None
    return f"error {refusal.code}, refused by pg_hba.conf"


check = Check(
    title="PostgreSQL readable without a password",
    remedy=(
        "In pg_hba.conf, replace `trust` with `scram-sha-256` in every line that begins with `host`. Replace "
        "`all` and `0.0.0.0/0` with the users and addresses that need access. Give each user a password "
        "(`\\password NAME` in psql), then run `SELECT pg_reload_conf();`. In postgresql.conf, set "
        "`listen_addresses = 'localhost'` (or a private address), then restart. Close its port (usually "
        "5432) in the firewall. Check for users, functions and tables that you did not create: a superuser "
        "can run programs on that machine."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://www.postgresql.org/docs/current/auth-trust.html",
        "https://www.postgresql.org/docs/current/auth-pg-hba-conf.html",
    ),
    requests=REQUESTS,
    sized_by="not measured: the check does not log in, and the server gives no counters without a login",
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
)
