"""svnserve's greeting as 1.14.5 says it, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import svn
from leftopen.wire.svn import Greeting

GREETING = b"( success ( 2 2 ( ) ( edit-pipeline svndiff1 depth list ) ) ) "
FAILURE = b"( failure ( ( 210005 18:No repository found 0: 0 ) ) ) "


def test_a_greeting_has_versions_and_capabilities() -> None:
    expected = Greeting(low=2, high=2, capabilities=("edit-pipeline", "svndiff1", "depth", "list"))
    assert svn.greeting(GREETING) == expected
    assert svn.greeting(b"( success ( 1 2 ( ANONYMOUS EXTERNAL ) ( ) ) ) ") == Greeting(
        low=1, high=2, capabilities=()
    )


@pytest.mark.parametrize(
    "raw", [b"", GREETING[:-1], FAILURE, b"( success ( ( ) 0: ) ) ", b"HTTP/1.1 200 OK\r\n"]
)
def test_another_text_is_no_greeting(raw: bytes) -> None:
    assert svn.greeting(raw) is None


def test_a_failure_is_the_servers_own() -> None:
    assert svn.fails(FAILURE)
    assert not svn.fails(GREETING)


@given(st.binary(max_size=200), st.sampled_from([b"", GREETING[:20], GREETING, FAILURE]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    for made in (begin + raw, raw + begin):
        svn.greeting(made)
        svn.fails(made)
