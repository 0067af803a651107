"""A folder's listing: bounded, whole or said not to be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import smb2, smb2_files
from tests import smb2_answers as said

LISTING = said.listing(("made up.txt", 12), ("old.pst", 2048), folders=("mail",))


def test_a_folder_is_opened_to_be_listed_and_for_nothing_else() -> None:
    question = smb2_files.list_root(6144, message=8, session=7, tree=9)
    create = question[4 + 64 :]
    assert smb2.number(create, 24, 4) == 0x81
    assert smb2.number(create, 36, 4) == 1
    assert smb2.number(create, 40, 4) == 1
    assert smb2.number(create, 46, 2) == 0


def test_names_sizes_and_dates_are_read_without_the_folder_itself() -> None:
    answer = smb2_files.folder(LISTING)
    assert answer is not None
    assert answer.whole
    assert [(each.name, each.folder, each.size) for each in answer.entries] == [
        ("mail", True, 0),
        ("made up.txt", False, 12),
        ("old.pst", False, 2048),
    ]
    assert answer.entries[0].modified == datetime(2023, 2, 4, 16, 0, tzinfo=UTC)


def test_more_than_was_asked_for_is_said() -> None:
    answer = smb2_files.folder(said.listing(("a", 1), more=True))
    assert answer is not None
    assert not answer.whole


def test_an_empty_folder_is_empty_and_a_refused_one_is_none() -> None:
    answer = smb2_files.folder(said.listing())
    assert answer is not None
    assert (answer.entries, answer.whole) == ((), True)
    assert smb2_files.folder(said.refused(smb2.CREATE)) is None
    opened = (smb2.CREATE, 0, bytes(88))
    assert smb2_files.folder(said.frame(opened, (smb2.QUERY_DIRECTORY, smb2.ACCESS_DENIED, bytes(9)))) is None


@pytest.mark.hostile("H27")
def test_a_listing_that_points_into_itself_ends() -> None:
    raw = bytearray(LISTING)
    at = raw.index("made up.txt".encode("utf-16-le")) - 64
    raw[at : at + 4] = (8).to_bytes(4, "little")
    assert smb2_files.folder(bytes(raw)) is None


@pytest.mark.hostile("H22")
def test_a_listing_cut_after_every_byte_never_raises() -> None:
    for cut in range(4, len(LISTING)):
        answer = smb2_files.folder((cut - 4).to_bytes(4, "big") + LISTING[4:cut])
        assert answer is None or len(answer.entries) == 3


def test_the_pipe_is_opened_and_talked_through() -> None:
    assert smb2_files.opened(said.PIPE) == b"file handle 0016"
    assert smb2_files.opened(said.refused(smb2.CREATE)) == b""
    assert smb2_files.pipe_output(said.piped(b"hello")) == b"hello"
    assert smb2_files.pipe_output(said.piped(b"hel", smb2.BUFFER_OVERFLOW)) == b"hel"
    assert smb2_files.pipe_output(said.refused(smb2.IOCTL)) == b""


@pytest.mark.hostile("H22")
@given(st.binary(max_size=300), st.sampled_from([LISTING, said.PIPE, said.BOUND]), st.integers(0, 500))
def test_no_bytes_make_it_raise(raw: bytes, whole: bytes, cut: int) -> None:
    mixed = whole[4:cut] + raw
    for made in (raw, len(mixed).to_bytes(4, "big") + mixed):
        smb2_files.folder(made)
        smb2_files.opened(made)
        smb2_files.pipe_output(made)
