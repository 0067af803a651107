"""Dovecot and Postfix in one log."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.model.access_logs import Item
from tests.impact.logs.scene import OWN, STRANGER, told

AT = "2026-11-20T10:00:%02d.100000+00:00 mx "
MAILS = [Item(id="<one/a@example.org>"), Item(id="<two@example.org>")]
STATS = "deleted=0 expunged=0 trashed=0 hdr_count={0} hdr_bytes=0 body_count={1} body_bytes={2}"


def login(session: str, client: str, at: int = 1) -> str:
    return (
        f"{AT % at}dovecot: imap-login: Login: user=<jane>, method=PLAIN, rip={client}, lip=192.0.2.1, "
        f"mpid=7, TLS, session=<{session}>\n"
    )


def logout(session: str, bodies: int, at: int = 9) -> str:
    answer = STATS.format(0, bodies, bodies * 700)
    return f"{AT % at}dovecot: imap(jane)<7><{session}>: Disconnected: Logged out in=90 out=900 {answer}\n"


def session(name: str, client: str, bodies: int) -> str:
    return login(name, client) + logout(name, bodies)


def message(queue: str, name: str) -> str:
    return (
        f"{AT % 1}postfix/cleanup[9]: {queue}: message-id={name}\n"
        f"{AT % 1}postfix/qmgr[8]: {queue}: from=<a@example.org>, size=700, nrcpt=1 (queue active)\n"
    )


def delivery(queue: str, relay: str, status: str = "sent (250 2.0.0 Ok)") -> str:
    return (
        f"{AT % 2}postfix/smtp[9]: {queue}: to=<b@example.net>, relay={relay}, delay=1, "
        f"delays=0.1/0/0.4/0.5, dsn=2.0.0, status={status}\n"
    )


OWN_READ = session("own", OWN, 1)
FAILED = login("s1", STRANGER).replace("Login:", "Login aborted: Connection closed (auth failed):")
REMOTE = f"mx.example.net[{STRANGER}]:25"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (session("s1", STRANGER, 0), ["possibly_served", "possibly_served"]),
        (FAILED, ["not_served", "not_served"]),
        (session("s1", STRANGER, 2), ["possibly_served", "possibly_served"]),
        (login("s1", STRANGER), ["possibly_served", "possibly_served"]),
        (logout("s1", 1), ["possibly_served", "possibly_served"]),
        (message("4F3A1B2C", "<two@example.org>") + delivery("4F3A1B2C", REMOTE), ["not_served", "served"]),
        (message("4F3A1B2C", "<two@example.org>") + delivery("4F3A1B2C", "local"), 2 * ["not_served"]),
        (
            message("4F3A1B2C", "<two@example.org>")
            + delivery("4F3A1B2C", REMOTE, "bounced (host said: 550 no (in reply to end of DATA command))"),
            ["not_served", "possibly_served"],
        ),
        (delivery("4F3A1B2C", REMOTE), ["possibly_served", "possibly_served"]),
        (delivery("4F3A1B2C", REMOTE, "deferred (connection refused)"), 2 * ["not_served"]),
        (delivery("4F3A1B2C", "local, relay=x"), 2 * ["cannot_be_known"]),
        (f"{AT % 3}exim[3]: 1abc-2 => b@example.net H=mx\n", 2 * ["cannot_be_known"]),
        ("something else\n", 2 * ["cannot_be_known"]),
        (login("s1", STRANGER).replace(AT % 1, "Nov 20 10:00:01 mx "), 2 * ["possibly_served"]),
        (session("s1", OWN, 0).replace("+00:00", ""), 2 * ["cannot_be_known"]),
    ],
)
def test_what_a_line_may_have_given(tmp_path: Path, more: str, expected: list[str]) -> None:
    found = told(tmp_path, OWN_READ + more, MAILS)
    assert list(found.verdicts.values()) == expected
    assert {file.format for file in found.found.files} == {"mail_log"}


def test_a_session_counts_at_every_hour_of_it(tmp_path: Path) -> None:
    """It began the day before and ended the day after."""
    long = login("s1", STRANGER).replace("11-20", "11-19") + logout("s1", 3).replace("11-20", "11-21")
    found = told(tmp_path, OWN_READ + long, MAILS)
    assert set(found.verdicts.values()) == {"possibly_served"}
    assert STRANGER in {client.address for client in found.found.clients}


def test_pop3_counts_what_it_gave(tmp_path: Path) -> None:
    for number, (counts, verdict) in enumerate(
        (("top=0/0, retr=0/0", "not_served"), ("top=0/0, retr=1/700", "possibly_served"))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        end = f"{AT % 9}dovecot: pop3(jane)<7><s1>: Disconnected: Logged out {counts}, del=0/2, size=1400\n"
        log = OWN_READ + login("s1", STRANGER).replace("imap", "pop3") + end
        assert set(told(folder, log, MAILS).verdicts.values()) == {verdict}
