"""svnserve's greeting as 1.14.5 says it, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import svn
from leftopen.wire.svn import Folder, Greeting

GREETING = b"( success ( 2 2 ( ) ( edit-pipeline svndiff1 depth list ) ) ) "
FAILURE = b"( failure ( ( 210005 19:No repository found 0: 0 ) ) ) "


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


OFFER = b"( success ( ( ANONYMOUS CRAM-MD5 ) 7:made up ) ) "
LET_IN = b"( success ( ) ) "
REPOSITORY = b"( success ( 36:754f6dbe-c9d8-471f-a206-37f3feace6eb 15:svn://localhost ( mergeinfo ) ) ) "
NO_LOGIN = b"( success ( ( ) 0: ) ) "
DATES = b"( 27:1970-01-01T00:00:00.000000Z ) ( ) ) "
LISTED = (
    b"( success ( 1 ( ) ( ( 7:made-up dir 0 false 0 "
    + DATES
    + b"( 5:trunk dir 0 false 0 "
    + DATES
    + b") ) ) "
)
EMPTY = b"( success ( 0 ( ) ( ) ) ) "
DENIED = b"( failure ( ( 170001 36:No access allowed to this repository 0: 0 ) ) ) "


def test_a_string_has_its_length_and_may_hold_brackets() -> None:
    assert svn.items(b"( a 3:) ( 12 ( ) ) next 1") == (("a", b") (", 12, ()), "next")
    assert svn.items(b") a ") == ()
    assert svn.items(b"( " * 100 + b") " * 100) == ()


def test_each_response_is_read() -> None:
    offer, let_in, repository, no_login, denied = svn.items(OFFER + LET_IN + REPOSITORY + NO_LOGIN + DENIED)
    assert svn.mechanisms(offer) == ("ANONYMOUS", "CRAM-MD5")
    assert svn.mechanisms(no_login) == ()
    assert svn.mechanisms(let_in) is None
    assert svn.success(let_in) == ()
    assert [svn.is_repository(item) for item in (offer, let_in, repository)] == [False, False, True]
    assert svn.failure(denied) in svn.NOT_AUTHORIZED
    assert svn.failure(("failure", (b"made up",))) in svn.NOT_AUTHORIZED
    assert svn.failure(let_in) == 0


def test_a_listing_that_was_cut_counts_its_whole_entries() -> None:
    assert svn.folder(LISTED, 0) == Folder(names=2, whole=True)
    assert svn.folder(LISTED[:-60], 0) == Folder(names=1, whole=False)
    assert svn.folder(NO_LOGIN + EMPTY, 1) == Folder(names=0, whole=True)
    assert svn.folder(EMPTY, 1) is None
    assert svn.folder(DENIED, 0) is None


@given(st.recursive(st.integers(0, 999) | st.binary(max_size=9) | st.just("word"), st.lists, max_leaves=9))
def test_any_item_is_read_as_it_was_written(item: object) -> None:
    assert svn.items(written(item) + b"( ") == (frozen(item),)


def written(item: object) -> bytes:
    if isinstance(item, list):
        return b"( " + b"".join(map(written, item)) + b") "
    if isinstance(item, bytes):
        return b"%d:%b " % (len(item), item)
    return f"{item} ".encode()


def frozen(item: object) -> object:
    return tuple(map(frozen, item)) if isinstance(item, list) else item


@given(st.binary(max_size=200), st.sampled_from([b"", GREETING[:20], GREETING, FAILURE]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    for made in (begin + raw, raw + begin):
        svn.greeting(made)
        svn.fails(made)
        svn.folder(made, 0)
        for item in svn.items(made):
            svn.mechanisms(item)
            svn.is_repository(item)
