"""SMB2's frames and headers, on real shapes, cut anywhere, and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import smb2
from tests import smb2_answers as said

WHOLE = (said.negotiated(), said.CHALLENGE, said.SESSION, said.connected())


def test_the_first_question_offers_no_dialect_that_needs_a_hash_of_it() -> None:
    question = smb2.negotiate()
    assert question[:8] == b"\0\0\0\x6c\xfeSMB"
    assert question[-8:] == b"\x02\x02\x10\x02\x00\x03\x02\x03"
    assert len(question) == 4 + 64 + 36 + 8


def test_a_chain_is_aligned_and_numbered() -> None:
    raw = smb2.chain(((5, b"abc"), (6, b"def")), message=4, session=7, tree=9)[4:]
    following = smb2.number(raw, 20, 4)
    assert following % 8 == 0
    second = raw[following:]
    assert smb2.number(raw, 24, 8) == 4
    assert smb2.number(second, 24, 8) == 5
    assert smb2.number(second, 16, 4) == 4
    assert smb2.number(second, 20, 4) == 0


def test_what_the_server_chose_is_read() -> None:
    answer = smb2.negotiated(said.negotiated(0x0210, security=3))
    assert answer is not None
    assert (smb2.DIALECTS[answer.dialect], answer.signing_required) == ("2.1", True)
    assert answer.guid == b"server guid 0016"
    assert smb2.negotiated(said.refused(smb2.NEGOTIATE)) is None
    assert smb2.negotiated(said.CHALLENGE) is None


def test_only_a_share_of_files_is_one() -> None:
    assert smb2.disk(said.connected())
    assert not smb2.disk(said.connected(2))
    assert not smb2.disk(said.refused(smb2.TREE_CONNECT))
    assert not smb2.disk(b"")


def test_the_answers_of_a_chain_are_taken_apart() -> None:
    answer = smb2.responses(said.listing(("a", 1)))
    assert [(each.command, each.status) for each in answer] == [
        (5, 0),
        (14, 0),
        (14, smb2.NO_MORE_FILES),
        (6, 0),
    ]


def test_frames_are_counted_down_and_split() -> None:
    whole = said.negotiated()
    assert [smb2.needed(whole[:cut]) for cut in range(4)] == [4, 3, 2, 1]
    assert smb2.needed(whole[:10]) == len(whole) - 10
    assert smb2.needed(whole) == 0
    assert smb2.needed(b"\xff\xff\xff\xff") == 0
    assert smb2.needed(b"HTTP") == 0
    assert smb2.frames(whole + said.SESSION + whole[:9]) == (whole, said.SESSION)


@pytest.mark.hostile("H22")
@pytest.mark.parametrize("whole", WHOLE)
def test_an_answer_cut_after_every_byte_is_none(whole: bytes) -> None:
    for cut in range(len(whole)):
        assert smb2.responses(whole[:cut]) == ()
        resized = (cut - 4).to_bytes(4, "big") + whole[4:cut] if cut >= 4 else b""
        assert smb2.negotiated(resized) is None or cut >= 4 + 64 + 64
        smb2.token(resized)
        smb2.disk(resized)


@pytest.mark.hostile("H22")
@given(st.binary(max_size=300), st.sampled_from(WHOLE), st.integers(0, 200))
def test_no_bytes_make_it_raise(raw: bytes, whole: bytes, cut: int) -> None:
    mixed = whole[4:cut] + raw
    for made in (raw, len(raw).to_bytes(4, "big") + raw, len(mixed).to_bytes(4, "big") + mixed):
        smb2.responses(made)
        smb2.negotiated(made)
        smb2.token(made)
        smb2.disk(made)
        smb2.frames(made)
        assert 0 <= smb2.needed(made) <= smb2.LARGEST + 4
