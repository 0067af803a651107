"""`git_directory_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.git_directory_open import CONFIG, HEAD, check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from tests.denials import ELSEWHERE, Row
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page

SEEN = observed(module="http", product="nginx", port=80)
BRANCH = page(200, b"ref: refs/heads/main\n")
CORE = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
ASKED: Row = (page(401), State.CLOSED, Reason.PASSWORD_ASKED)
OTHERS: tuple[Row, ...] = tuple(
    (reply, State.UNKNOWN, Reason.NOT_UNDERSTOOD)
    for reply in (page(403, b"Forbidden"), NOT_FOUND, page(302, location="/login"), page(410))
)
SAID = "a repository's branch and configuration"


def config(remote: str = "", text: str = CORE) -> Reply:
    return page(200, (text + (f'[remote "origin"]\n\turl = {remote}\n' if remote else "")).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip((HEAD, CONFIG), replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [ASKED, *OTHERS, *ELSEWHERE])
def test_a_password_alone_closes(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.parametrize(
    ("head", "second", "said"),
    [
        (BRANCH, config(), SAID),
        (page(200, b"0123456789abcdef" * 2 + b"01234567\n"), config(), SAID),
        (BRANCH, config("https://git.made-up.example/a.git"), SAID),
        (BRANCH, config("git@github.com:made-up/a.git"), f"{SAID}; its remote is on a public host"),
        (
            BRANCH,
            config("https://made:" + "up" + "@git.made-up.example/a.git"),
            f"{SAID}; its remote's address holds a password",
        ),
    ],
)
def test_both_files_are_open_and_no_name_is_said(head: Reply, second: Reply, said: str) -> None:
    verdict = check.judge(look(head, second))
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, said)


@pytest.mark.parametrize(
    ("head", "second"),
    [
        (BRANCH, NOT_FOUND),
        (BRANCH, page(401)),
        (BRANCH, page(200, b"<html>[core]\n bare = false")),
        (BRANCH, config(text="[section]\n\tkey = 1\n")),
        (BRANCH, config(text="[core]\n\teditor = vim\n")),
        (page(200, b"ref: refs/heads/main\n<html>"), config()),
        (page(200, b"reference: refs/heads/main\n"), config()),
        (page(200, b"0123456789abcdef\n"), config()),
        (page(206, b"ref: refs/heads/main\n"), config()),
    ],
)
def test_one_file_alone_proves_nothing(head: Reply, second: Reply) -> None:
    assert check.judge(look(head, second)).state is State.UNKNOWN


def test_the_configuration_is_asked_of_a_repository_only() -> None:
    channel = Scripted(pages={HEAD: page(200, b"<html>"), CONFIG: config()}, budget=check.requests)
    finish(check.run(SEEN, channel))
    assert channel.heard == [HEAD]


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(BRANCH, config(), level=ReadLevel.METADATA)


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
    assert check.judge((BRANCH, *replies)).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (BRANCH, config(), *replies)):
        check.judge(heard)
        check.measure(heard)
