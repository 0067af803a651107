"""Logins and sessions of which the truth is known: whose mailbox they may have given, and whose not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from leftopen.model.access_logs import ClientGroup, Item
from tests.impact.logs.formats.storage.test_s3 import LINE
from tests.impact.logs.scene import OWN, STRANGER, Scene, items_at, told
from tests.tier import tier

SEEDS = range(tier(3, 30))
USERS = [f"u{number}@unit.example" for number in range(14)]
MAILS = [Item(id=f"<m{number}@unit.example>", mailboxes=(user,)) for number, user in enumerate(USERS)]
AT = "2026-11-20T10:{0:02}:{1:02}.000000+00:00 mx dovecot: "


def session(
    user: str, client: str, protocol: str, minute: int, *, gave: int = 700, method: str = "PLAIN"
) -> str:
    """A whole one, of ten seconds."""
    name = f"s{minute}"
    counts = f"top=0/0, retr=1/{gave}" if gave else "top=0/0, retr=0/0"
    end = f"{counts}, del=0/2, size=1400" if protocol == "pop3" else f"in=9 out={gave}"
    return (
        f"{AT.format(minute, 1)}{protocol}-login: Login: user=<{user}>, method={method}, rip={client}, "
        f"lip=192.0.2.1, mpid=7, TLS, session=<{name}>\n"
        f"{AT.format(minute, 11)}{protocol}({user})<7><{name}>: Disconnected: Logged out {end}\n"
    )


def failed(user: str, client: str, minute: int) -> str:
    return (
        f"{AT.format(minute, 2)}imap-login: Login aborted: Connection closed (auth failed, 1 attempts in 2 "
        f"secs): user=<{user}>, method=PLAIN, rip={client}, lip=192.0.2.1, session=<f{minute}>\n"
    )


OWN_READ = session("own@unit.example", OWN, "imap", 59)


def possible(folder: Path, log: str, **more: bool) -> set[str]:
    """Mailboxes of which a mail may have been served."""
    folder.mkdir(exist_ok=True)
    found = told(folder, OWN_READ + log, MAILS, **more)
    assert set(found.verdicts.values()) <= {"possibly_served", "not_served"}
    return {
        box for one in found.found.answers if one.verdict.value != "not_served" for box in one.item.mailboxes
    }


def test_a_session_makes_only_its_own_mailbox_possible(tmp_path: Path) -> None:
    """POP3 gives no other; of IMAP somebody must know that no mailbox is shared."""
    pop3, imap = (session(USERS[3], STRANGER, protocol, 5) for protocol in ("pop3", "imap"))
    assert possible(tmp_path / "a", pop3) == {USERS[3]}
    assert possible(tmp_path / "b", imap) == set(USERS)
    assert possible(tmp_path / "c", imap, no_shared_mailboxes=True) == {USERS[3]}
    assert possible(tmp_path / "d", session("u3", STRANGER, "pop3", 5)) == {USERS[3]}


@pytest.mark.parametrize("user", ["u3*admin", "", "anonymous", "boss@unit.example"])
def test_a_session_that_may_be_of_any_mailbox(tmp_path: Path, user: str) -> None:
    """A master user, nobody by name, and a name that no mailbox has."""
    assert possible(tmp_path, session(user, STRANGER, "pop3", 5), no_shared_mailboxes=True) == set(USERS)
    anonymous = session(USERS[3], STRANGER, "imap", 5, method="ANONYMOUS")
    assert possible(tmp_path / "a", anonymous, no_shared_mailboxes=True) == set(USERS)


def test_a_login_is_a_reader_and_a_failed_one_is_none(tmp_path: Path) -> None:
    log = session(USERS[3], STRANGER, "imap", 5, gave=9000) + failed(USERS[4], STRANGER, 7) * 3
    found = told(tmp_path, OWN_READ + log, MAILS, no_shared_mailboxes=True)
    first, second, own = found.found.logins or ()
    assert (first.user, first.mailbox, first.address, first.protocol) == (
        USERS[3],
        USERS[3],
        STRANGER,
        "imap",
    )
    assert (first.logins, first.failed, first.bytes, first.bytes_known) == (1, 0, 9000, True)
    assert (f"{first.first:%H:%M:%S}", f"{first.last:%H:%M:%S}") == ("10:05:01", "10:05:11")
    assert (second.user, second.logins, second.failed, second.passed) == (USERS[4], 0, 3, False)
    assert own.group is ClientGroup.OWN
    assert found.found.open_paths == ()
    assert [one.verdict.value for one in found.found.answers].count("possibly_served") == 1


def test_who_was_in_since_before_the_window_and_took_nothing_is_named(tmp_path: Path) -> None:
    begun, ended = session(USERS[3], STRANGER, "pop3", 5, gave=0).splitlines(keepends=True)
    log = begun.replace("2026-11-20T10", "2026-11-19T23") + ended.replace("T10", "T01")
    found = told(tmp_path, OWN_READ + log, MAILS)
    [one] = [login for login in found.found.logins or () if login.address == STRANGER]
    assert (one.user, one.logins, one.passed, one.bytes, one.bytes_known) == (USERS[3], 0, True, 0, True)
    assert set(found.verdicts.values()) == {"not_served"}


def test_who_may_have_got_an_item_by_a_session_or_another_path_is_counted(tmp_path: Path) -> None:
    """So that a mail is never possibly served while no client may have got one."""
    log = session(USERS[3], STRANGER, "pop3", 5) + session(USERS[4], "203.0.113.8", "imap", 6)
    log += session(USERS[5], "203.0.113.10", "pop3", 7, gave=0) + failed(USERS[6], "203.0.113.11", 8)
    found = told(tmp_path, OWN_READ + log, MAILS).found
    assert {one.group: (one.clients, one.readers) for one in found.groups} == {
        ClientGroup.OWN: (1, 1),
        ClientGroup.UNKNOWN: (4, 2),
    }
    scene = Scene(folder=tmp_path / "paths")
    scene.item("/m/a.eml")
    for number, (path, status, size) in enumerate((
        ("/m/a.eml", 200, 1000),
        ("/page", 200, 900),  # it may give any item
        ("/m/a.eml", 403, 1000),  # as large as the item
        ("/m/a.eml", 404, 90),  # too small for one
        ("/page", 404, 90),
    )):  # fmt: skip
        scene.ask(f"GET {path} HTTP/1.1", status, size, client=f"203.0.113.{number}")
    [group] = scene.read(without_content=("/style.css",)).groups
    assert (group.clients, group.readers) == (6, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_session_gave_is_never_not_served(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    log, truth, alone = "", set[str](), chance.random() < 0.5
    for minute in range(chance.randint(1, 8)):
        user, protocol = chance.choice(USERS), chance.choice(("imap", "pop3"))
        client = chance.choice((STRANGER, STRANGER, OWN))
        gave = chance.choice((0, 700, 5000))
        if chance.random() < 0.3:
            log += failed(user, client, minute)
            continue
        log += session(user, client, protocol, minute, gave=gave)
        if client == STRANGER and gave:
            truth |= {user} if protocol == "pop3" or alone else set(USERS)
    assert possible(tmp_path, log, no_shared_mailboxes=alone) == truth


def test_a_listing_of_a_bucket_gives_names_and_no_content(tmp_path: Path) -> None:
    log = LINE.format(1, "REST.GET.OBJECT", "m/a.eml", 200, 1000) + LINE.format(
        6, "REST.GET.BUCKET", "-", 200, 900
    )
    found = told(tmp_path, log, items_at("/m/a.eml", "/m/b.eml"))
    assert list(found.verdicts.values()) == ["served", "not_served"]
    assert [(one.kind, one.reads) for one in found.found.open_paths] == [("names", 1)]
    hidden = told(tmp_path, log, items_at("/m/a.eml", "/m/b.eml"), without_content=("/",))
    assert hidden.found.open_paths == ()


def test_what_a_log_does_not_say_of_the_amount_is_not_known(tmp_path: Path) -> None:
    """Of each client and group: all of it, a part of it, or nothing."""
    part, nothing, refused = STRANGER, "203.0.113.8", "203.0.113.7"
    log = session(USERS[3], part, "imap", 5, gave=9000) + failed(USERS[4], refused, 8)
    log += session(USERS[5], nothing, "imap", 9).replace(" in=9 out=700", "")
    found = told(tmp_path, OWN_READ + log, MAILS).found
    assert {one.address: (one.bytes, one.bytes_known) for one in found.clients} == {
        OWN: (700, False),
        part: (9000, False),
        nothing: (0, False),
        refused: (0, True),
    }
    assert [(one.bytes, one.bytes_known) for one in found.groups] == [(700, False), (9000, False)]
    scene = Scene(folder=tmp_path / "web")
    scene.item("/m/a.eml")
    scene.ask("GET /m/a.eml HTTP/1.1")
    web = scene.read()
    assert all(one.bytes and one.bytes_known for one in web.clients)
    assert all(one.bytes and one.bytes_known for one in web.groups)
