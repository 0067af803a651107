"""Git's first answer, on what Git 2.47 said and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import git_daemon

OBJECT = b"e1a30dc710c030e013f0f847006c7025fb089454"
CAPABILITIES = b"multi_ack thin-pack symref=HEAD:refs/heads/main object-format=sha1 agent=git/2.47.3"


def line(text: bytes) -> bytes:
    return b"%04x" % (len(text) + 4) + text


SERVED = (
    line(OBJECT + b" HEAD\0" + CAPABILITIES + b"\n")
    + line(OBJECT + b" refs/heads/main\n")
    + line(OBJECT + b" refs/tags/v1\n")
    + line(OBJECT + b" refs/tags/v1^{}\n")
    + b"0000"
)
UNBORN = line(b"0" * 40 + b" capabilities^{}\0" + CAPABILITIES) + b"0000"
REFUSED = line(b"ERR access denied or repository not exported: /")


def test_the_questions_are_the_protocols_own_bytes() -> None:
    assert git_daemon.ROOT == b"0025git-upload-pack /\0host=localhost\0"
    assert git_daemon.NOWHERE == b"0024git-upload-pack \0host=localhost\0"


def test_references_are_counted_without_head_and_peeled_tags() -> None:
    served = git_daemon.advertised(SERVED)
    assert served is not None
    assert served.names == ("refs/heads/main", "refs/tags/v1")
    assert (served.whole, served.version) == (True, "2.47.3")


def test_a_repository_without_a_commit_has_none() -> None:
    served = git_daemon.advertised(UNBORN)
    assert served is not None
    assert (served.names, served.whole) == ((), True)


@pytest.mark.parametrize(
    "text", ["service not enabled: /", "no such repository: /", "repository not exported: "]
)
def test_each_refusal_of_the_daemon_is_known(text: str) -> None:
    raw = line(b"ERR " + text.encode())
    assert git_daemon.denies(raw)
    assert git_daemon.refusal(raw) == text.strip()
    assert git_daemon.advertised(raw) is None


@pytest.mark.parametrize("raw", [REFUSED[:-1], line(b"ERR something else"), b"0000", b"", line(b"ERR ")])
def test_another_line_denies_nothing(raw: bytes) -> None:
    assert not git_daemon.denies(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"0000",
        line(OBJECT + b" HEAD\n"),
        line(OBJECT + b" \0" + CAPABILITIES),
        line(OBJECT[:-1] + b" HEAD\0" + CAPABILITIES),
        line(OBJECT + b" HEAD\0" + CAPABILITIES) + line(b"<html>") + b"0000",
        line(OBJECT + b" refs/heads/a b\0" + CAPABILITIES) + b"0000",
        b"0003",
        b"HTTP/1.0 400 Bad Request\r\n\r\n",
    ],
)
def test_what_is_no_list_of_references_is_none(raw: bytes) -> None:
    assert git_daemon.advertised(raw) is None


def test_it_is_waited_for_until_its_end_and_no_longer() -> None:
    for raw in (SERVED, UNBORN, REFUSED):
        assert git_daemon.needed(raw) == 0
        assert all(0 < git_daemon.needed(raw[:cut]) <= len(raw) - cut for cut in range(len(raw)))
    assert git_daemon.needed(b"HTTP") == 0
    assert git_daemon.needed(line(b"a" * 1000) * 40) == 0


def test_what_was_cut_keeps_its_whole_lines() -> None:
    served = git_daemon.advertised(SERVED[:-70])
    assert served is not None
    assert (len(served.names), served.whole) == (1, False)


@given(st.binary(max_size=200), st.sampled_from([b"", SERVED, UNBORN, REFUSED, b"0010"]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start, start[: len(raw)] + raw):
        git_daemon.advertised(made)
        git_daemon.needed(made)
        git_daemon.denies(made)
