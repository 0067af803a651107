"""The judge of SMB2's bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ntlm, smb2, smb2_files, srvsvc
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

SETUP = smb2.session_setup(ntlm.negotiate(), message=1)
NOBODY = smb2.session_setup(ntlm.anonymous(), message=2, session=7)
FILE = b"file handle 0016"
LIST = smb2_files.list_root(6144, message=8, session=7, tree=9)
PIPE = smb2_files.open_pipe("srvsvc", message=4, session=7, tree=9)
NAMES = smb2_files.talk(FILE, srvsvc.share_enum(4096), 4096, message=6, session=7, tree=9)


def changed(raw: bytes, at: int, value: int) -> bytes:
    """Four bytes of the first request's body, set."""
    place = 4 + 64 + at
    return raw[:place] + value.to_bytes(4, "little") + raw[place + 4 :]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (smb2.negotiate() + SETUP + NOBODY, ("NEGOTIATE", "SETUP", "SETUP")),
        (smb2.tree_connect(r"\\a\IPC$", message=3, session=7) + PIPE, ("TREE", "OPEN")),
        (smb2_files.talk(FILE, srvsvc.bind(), 4096, message=5, session=7, tree=9) + NAMES, ("PIPE", "PIPE")),
        (LIST + smb2.logoff(message=12, session=7), ("OPEN", "LIST", "LIST", "CLOSE", "LOGOFF")),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("smb", asked, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (smb2.chain(((9, bytes(48)),), message=1), Kind.MUTATING),
        (smb2.chain(((17, bytes(32)),), message=1), Kind.MUTATING),
        (smb2.chain(((8, bytes(48)),), message=1), Kind.MUTATING),
        (changed(LIST, 24, 0x0012019F), Kind.MUTATING),
        (changed(LIST, 36, 2), Kind.MUTATING),
        (changed(LIST, 36, 5), Kind.MUTATING),
        (changed(LIST, 40, 0x1000), Kind.MUTATING),
        (smb2_files.open_pipe("samr", message=4, session=7, tree=9), Kind.MUTATING),
        (changed(NAMES, 4, 0x00060194), Kind.MUTATING),
        (NAMES.replace(b"\x0f\0\0\0\0\0\1\0\0\0", b"\x12\0\0\0\0\0\1\0\0\0"), Kind.MUTATING),
        (NOBODY.replace(b"\1\0\1\0\x48\0\0\0\0\0\0\0", b"\1\0\1\0\x48\0\0\0\x18\0\x18\0"), Kind.LOGIN),
        (smb2.session_setup(b"a ticket of Kerberos", message=1), Kind.LOGIN),
        (smb2.negotiate() + b"\0\0\0\x08\xffSMBxxxx", Kind.UNREADABLE),
        (LIST[:-3], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(max_size=100), st.sampled_from([smb2.negotiate(), NOBODY, LIST]), st.integers(8, 400))
def test_any_bytes_are_judged(more: bytes, start: bytes, cut: int) -> None:
    assert judge(start[:cut] + more).protocol == "smb"
