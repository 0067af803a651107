"""A PostgreSQL that trusts any stranger.

Sends a start-up packet with a user and a database whose names are made up and always the same
(`leftopen_nobody`, `leftopen_nowhere`), and nothing after it: no password is ever sent, and nobody is logged
in. Before it looks whether such a user exists, the server picks the rule for him (pg_hba.conf) and says how
he must prove himself. Asked inside TLS where there is TLS, and once more without it when only the encrypted
way is refused.

Open: `R 0`, no proof needed, and then the error that there is no such user (or, from a server that lets
anybody in, its own greeting). So whoever knows a user's name, and `postgres` is nearly always one, reads
everything; nothing was read here, therefore *metadata*. Closed: it asks for a password or another proof, or
its rules refuse. Not seen: a rule that trusts only named users or databases. False positives: a server that
was set up for everybody to try.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.printable import printable
from leftopen.wire import postgresql

REQUESTS = 3
REFUSED_BY_RULE = frozenset({"28000", "28P01"})
"""Invalid authorization, invalid password."""


def applies(observation: Observation) -> bool:
    """The probe named PostgreSQL's protocol, on any port."""
    return observation.module == "postgresql"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: what was said to the stranger, inside TLS if there is any, then without it if that was
    refused."""
    inside = observation.tls
    if not inside:
        await channel.send(postgresql.SSL_REQUEST, at=ReadLevel.METADATA)
        said = await channel.read(1)
        if said == b"S":
            await channel.start_tls()
            inside = True
        elif said != b"N":
            return CheckReplies(replies=(said,))
    replies = [await _asked(channel)]
    if inside and not observation.tls and _by_rule(replies[0]) is not None:
        await channel.hang_up()
        replies.append(await _asked(channel))
    return CheckReplies(replies=tuple(replies))


async def _asked(channel: Channel) -> bytes:
    """The first message, and after `R 0` what comes behind it."""
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
    """Open when any of the answers needs no proof; closed by the last one."""
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
        return closed(Reason.PASSWORD_ASKED, f"asks for {first.method}")
    text = _by_rule(raw)
    if text is not None:
        return closed(Reason.FORBIDDEN, text)
    refusal = postgresql.refusal(first)
    return unknown(Reason.NOT_UNDERSTOOD, said=f"error {refusal.code}" if refusal else "")


def _trusting(first: postgresql.Message, behind: tuple[postgresql.Message, ...]) -> Verdict:
    """`R 0` alone could be said by anything; the second sign is what a server says next."""
    if len(first.body) != 4 or not behind:
        return unknown(Reason.CUT, Phase.ASK)
    refusal = postgresql.refusal(behind[0])
    version = postgresql.parameters(behind).get("server_version", "")
    if refusal is not None and refusal.code == "28000":
        return opened(ExposureKind.METADATA, "no password is asked of a user that does not exist")
    if refusal is not None and refusal.code == "3D000":
        return opened(ExposureKind.METADATA, "any user is let in; the made-up database does not exist")
    if version:
        return opened(ExposureKind.METADATA, f"any user is let in, version {printable(version, 40)}")
    return unknown(Reason.NOT_UNDERSTOOD)


def _by_rule(raw: bytes) -> str | None:
    """The refusal of a rule in words, without the addresses that it names; None when it is none."""
    heard = postgresql.messages(raw)
    refusal = postgresql.refusal(heard[0]) if heard else None
    if refusal is None or refusal.code not in REFUSED_BY_RULE:
        return None
    return f"error {refusal.code}, refused by its rules"


check = Check(
    title="PostgreSQL that asks nobody for a password",
    remedy=(
        "In pg_hba.conf replace `trust` by `scram-sha-256` in every line that begins with `host`, and `all` "
        "and `0.0.0.0/0` by the users and addresses that are needed. Give each user a password "
        "(`\\password NAME` in psql), then `SELECT pg_reload_conf();`. In postgresql.conf set "
        "`listen_addresses = 'localhost'` (or a private address), restart, and close its port (usually 5432) "
        "in the firewall. Look for users, functions and tables that you did not make: a superuser may run "
        "programs on that machine."
    ),
    french=Translation(
        title="PostgreSQL qui ne demande de mot de passe à personne",
        remedy=(
            "Dans pg_hba.conf, remplacer `trust` par `scram-sha-256` à chaque ligne qui commence par "
            "`host`, et `all` et `0.0.0.0/0` par les utilisateurs et les adresses nécessaires. Donner un "
            "mot de passe à chaque utilisateur (`\\password NAME` dans psql), puis `SELECT "
            "pg_reload_conf();`. Dans postgresql.conf, régler `listen_addresses = 'localhost'` (ou une "
            "adresse privée), redémarrer, et fermer son port (d’ordinaire 5432) dans le pare-feu. Chercher "
            "des utilisateurs, des fonctions et des tables que vous n’avez pas créés : un superutilisateur "
            "peut lancer des programmes sur cette machine."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.postgresql.org/docs/current/auth-trust.html",
        "https://www.postgresql.org/docs/current/auth-pg-hba-conf.html",
    ),
    requests=REQUESTS,
    sized_by="not given: nobody is logged in, and a server tells no stranger what it holds",
    applies=applies,
    run=run,
    judge=judge,
    anonymous=True,
)
