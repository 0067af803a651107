"""`env_file_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.env_file_open import PATH, check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from tests.denials import ELSEWHERE, Row
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page

SEEN = observed(module="http", product="nginx", port=80)
SECRET = "made-up-" + "k9Q2x7Lm"
ASKED: Row = (page(401), State.CLOSED, Reason.PASSWORD_ASKED)
OTHERS: tuple[Row, ...] = tuple(
    (reply, State.UNKNOWN, Reason.NOT_UNDERSTOOD)
    for reply in (page(403, b"Forbidden"), NOT_FOUND, page(302, location="/login"), page(410))
)


def settings(*lines: str, status: int = 200) -> Reply:
    return page(status, ("# made up\n" + "\n".join(lines) + "\n").encode())


def look(reply: Reply, level: ReadLevel = ReadLevel.SAMPLE) -> Replies:
    return finish(check.run(SEEN, Scripted(pages={PATH: reply}, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [ASKED, *OTHERS, *ELSEWHERE])
def test_a_password_alone_closes(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.parametrize(
    ("reply", "count"),
    [
        (settings("APP_ENV=production", f"DB_PASSWORD={SECRET}"), 2),
        (settings("export APP_ENV=production", f'export API_KEY="{SECRET}"', "DEBUG = false"), 3),
        (settings("A_NAME=one", "", "# a note", f"MAIL_SECRET='{SECRET}'"), 2),
    ],
)
def test_settings_with_a_secret_are_data_and_counted(reply: Reply, count: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == f"{count} settings, secrets among them"
    assert (size.records, size.at_least) == (count, False)
    assert SECRET not in verdict.said


@pytest.mark.parametrize(
    "reply",
    [
        settings("APP_ENV=production", "DB_PASSWORD=changeme"),
        settings("APP_ENV=production", "DB_PASSWORD="),
        settings("APP_ENV=production", "DB_PASSWORD=xxxxxxxx"),
        settings("APP_ENV=production", "DB_PASSWORD=${DB_PASSWORD}"),
        settings("APP_ENV=production", "APP_NAME=made-up-and-long"),
        settings(f"DB_PASSWORD={SECRET}"),
        settings("APP_ENV=production", f"DB_PASSWORD={SECRET}", status=206),
        page(200, f"<pre>\nA_NAME=1\nDB_PASSWORD={SECRET}\n".encode()),
        page(200, f'{{"A_NAME":1,"DB_PASSWORD":"{SECRET}"}}'.encode()),
        settings("It says that", "there is nothing here", "to be read.", f"DB_PASSWORD={SECRET}"),
    ],
)
def test_placeholders_and_other_texts_prove_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_a_file_that_was_cut_is_a_lower_bound() -> None:
    body = settings("APP_ENV=production", f"DB_PASSWORD={SECRET}").body
    verdict, size = (
        check.judge((Reply(status=200, body=body, cut=True),)),
        check.measure((Reply(status=200, body=body, cut=True),)),
    )
    assert verdict.said == "at least 2 settings, secrets among them"
    assert size.at_least


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.SAMPLE
    assert check.control
    with pytest.raises(TalkEnded):
        look(settings("A_NAME=1"), level=ReadLevel.LISTING)


def test_it_is_asked_of_servers_that_run_php() -> None:
    php = replace(observed(module="https", product="nginx", port=4711), data="X-Powered-By: PHP/8.4\r\n")
    assert check.applies(php)
    assert not check.applies(replace(php, data="X-Powered-By: Express\r\n"))
    assert not check.applies(replace(php, module="ssh"))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    check.measure(replies)
