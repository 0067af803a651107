"""MySQL or MariaDB: accepts a made-up user without a password.

Logs in with a user that is made up and always the same (`leftopen_nobody`) and an empty password, inside TLS
where the server offers it, and requests `SHOW DATABASES`. No other user is ever named and no password is
sent; no table is read, and nothing is written. The names are read in memory to count; none is stored.

Open: the server lets the user in, because it has an anonymous account or checks no accounts, and lists
databases. Empty: it lists none but its own descriptions (`information_schema`). Closed: access is denied, or
this address may not connect. Unknown: too many connections, or a way to log in that is not tried. Not
detected: a named user without a password. False positives: a server set up for public testing.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import (
    ExposureKind,
    Phase,
    Reason,
    Verdict,
    accessible,
    closed,
    opened,
    unknown,
)
from leftopen.present.humanize import format_count
from leftopen.wire import mysql, mysql_session
from leftopen.wire.mysql_session import Databases
from leftopen.wire.read_message import read_message

DESCRIPTIONS = frozenset({"information_schema", "performance_schema"})
"""Every account sees these."""
PASSWORD = frozenset({1045, 1698})
"""ER_ACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR."""
FORBIDDEN = frozenset({1044, 1130})
"""ER_DBACCESS_DENIED_ERROR, ER_HOST_NOT_PRIVILEGED."""
NOT_LISTED = frozenset({1044, 1227})


def applies(observation: Observation) -> bool:
    """The probe identified MySQL's protocol, on any port."""
    return observation.module == "mysql"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One reply: every packet of the server."""
    heard = await read_message(channel, mysql_session.needed)
    greeting = mysql.greeting(heard)
    if greeting is None:
        return CheckReplies(replies=(heard,))
    if greeting.tls:
        await channel.send(mysql.ssl_request(greeting.capabilities), at=ReadLevel.LISTING)
        await channel.start_tls()
    await channel.send(mysql_session.login(greeting.capabilities, tls=greeting.tls), at=ReadLevel.LISTING)
    packet = await read_message(channel, mysql_session.needed)
    heard += packet
    if mysql_session.switches(packet[4:]) in (mysql_session.NATIVE, mysql_session.SHA2):
        await channel.send(mysql_session.empty_password(packet), at=ReadLevel.LISTING)
        packet = await read_message(channel, mysql_session.needed)
        heard += packet
    if mysql_session.is_accepted(packet[4:]):
        await channel.send(mysql_session.SHOW_DATABASES, at=ReadLevel.LISTING)
        heard += await _listing(channel)
    return CheckReplies(replies=(heard,))


async def _listing(channel: Channel) -> bytes:
    """Packets until the second end, an error, or the limit."""
    heard, ends = b"", 0
    while ends < 2 and len(heard) < mysql_session.LARGEST:
        packet = await read_message(channel, mysql_session.needed)
        heard += packet
        ends += mysql_session.is_end(packet[4:])
        if mysql_session.needed(packet) or mysql.error(packet[4:]) is not None:
            break
    return heard


def judge(replies: Replies) -> Verdict:
    """Open by the response to `SHOW DATABASES`; closed by the server's own error."""
    raw = replies[0] if len(replies) == 1 else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    is_greeted = mysql.greeting(raw) is not None
    if not is_greeted and mysql.refusal(raw) is None:
        cut = not raw or mysql.needed(raw) > 0
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    found = mysql_session.payloads(raw)[int(is_greeted) :]
    method = mysql_session.switches(found[0]) if found else ""
    found = found[1:] if method else found
    if not found:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"{method}, not tried") if method else _cut()
    if mysql_session.is_accepted(found[0]):
        return _let_in(found[1:])
    return _refused(mysql.error(found[0]))


def _cut() -> Verdict:
    return unknown(Reason.CUT, Phase.ASK)


def _refused(refusal: mysql.Refusal | None) -> Verdict:
    if refusal is None:
        return unknown(Reason.NOT_UNDERSTOOD)
    said = f"error {refusal.code}"
    if refusal.code in PASSWORD:
        return closed(Reason.PASSWORD_ASKED, said)
    return (
        closed(Reason.FORBIDDEN, said)
        if refusal.code in FORBIDDEN
        else unknown(Reason.NOT_UNDERSTOOD, said=said)
    )


def _let_in(found: tuple[bytes, ...]) -> Verdict:
    refusal = mysql.error(found[0]) if found else None
    if refusal is not None and refusal.code in NOT_LISTED:
        return accessible("a made-up user is let in, and may not list the databases")
    listed = mysql_session.databases(found)
    if listed is None:
        return _cut() if refusal is None else unknown(Reason.NOT_UNDERSTOOD, said=f"error {refusal.code}")
    own = _own(listed)
    if own:
        return opened(ExposureKind.METADATA, f"a made-up user sees {format_count(own, 'database')}")
    return opened(ExposureKind.EMPTY, "a made-up user is let in, no databases") if listed.whole else _cut()


def _own(listed: Databases) -> int:
    return sum(name.lower() not in DESCRIPTIONS for name in listed.names)


check = Check(
    title="MySQL or MariaDB usable without a password",
    remedy=(
        "Remove the anonymous accounts: run `mysql_secure_installation` (MariaDB: "
        "`mariadb-secure-installation`), or `SELECT User, Host FROM mysql.user WHERE User = '';` and "
        "`DROP USER ''@'HOST';` for each one. If `skip-grant-tables` is set in a configuration file, remove "
        "it and restart the server. Set `bind-address = 127.0.0.1` (or a private address), then restart. "
        "Close port 3306 in the firewall. Look for users and tables that you did not create."
    ),
    severity=Severity.HIGH,
    references=(
        "https://dev.mysql.com/doc/refman/8.4/en/default-privileges.html",
        "https://mariadb.com/docs/server/clients-and-utilities/deployment-tools/mariadb-secure-installation",
    ),
    requests=4,
    sized_by="not measured: no table is read; the verdict says how many databases the server shows",
    applies=applies,
    run=run,
    judge=judge,
    level=ReadLevel.LISTING,
    anonymous=True,
)
