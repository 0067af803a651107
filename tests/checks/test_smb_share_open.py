"""`smb_share_open`: a session of nobody proves nothing, a listed share does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.smb_share_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.mail import MailKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from leftopen.wire import ntlm, smb2, smb2_files, srvsvc
from tests import smb2_answers as said
from tests.observed import observed
from tests.scripted import Scripted, finish

SEEN = observed(module="smb", product="Samba")
PIPES = said.connected(2)
NAMED = said.named(("public", 0), ("IPC$", 0x80000003))
LISTING = said.listing(("made up.txt", 12), ("old.pst", 2048))
BEGIN = (said.negotiated(), said.CHALLENGE, said.SESSION)
ASKED = (*BEGIN, PIPES, said.PIPE, said.BOUND, NAMED)
DENIED_TREE = said.refused(smb2.TREE_CONNECT)


def look(*answers: bytes) -> Verdict:
    channel = Scripted([(None, answer) for answer in (*answers, b"")], budget=check.requests)
    return check.judge(finish(check.run(SEEN, channel)).replies)


def test_a_listed_share_is_open_data_with_its_size_and_mail() -> None:
    file, ids = b"file handle 0016", {"session": 7, "tree": 9}
    script = [
        (smb2.negotiate(), said.negotiated()),
        (smb2.session_setup(ntlm.negotiate(), message=1), said.CHALLENGE),
        (smb2.session_setup(ntlm.anonymous(), message=2, session=7), said.SESSION),
        (smb2.tree_connect(r"\\127.0.0.1\IPC$", message=3, session=7), PIPES),
        (smb2_files.open_pipe("srvsvc", message=4, **ids), said.PIPE),
        (smb2_files.talk(file, srvsvc.bind(), 4096, message=5, **ids), said.BOUND),
        (smb2_files.talk(file, srvsvc.share_enum(4096), 4096, message=6, **ids), NAMED),
        (smb2.tree_connect(r"\\127.0.0.1\public", message=7, session=7), said.connected()),
        (smb2_files.list_root(6144, message=8, **ids), LISTING),
        (smb2.logoff(message=12, session=7), b""),
    ]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=100)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "2 names in the root of 1 share"
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (2, 2060, False)
    (mail,) = check.mail(reading.replies)
    assert (mail.kind, mail.files, mail.bytes) == (MailKind.PST, 1, 2048)
    assert len(reading.sample) == 0
    assert check.anonymous


def test_an_answer_that_is_not_there_yet_is_waited_for() -> None:
    pending = said.refused(smb2.IOCTL, smb2.PENDING)
    answers = (*BEGIN, PIPES, said.PIPE, pending + said.BOUND, pending + NAMED, said.connected(), LISTING)
    assert look(*answers).state is State.OPEN


def test_a_folder_or_a_share_that_was_not_opened_makes_a_lower_bound() -> None:
    with_folder = (*ASKED, said.connected(), said.listing(("a", 1), folders=("b",)))
    assert check.measure(with_folder).at_least
    with_more = (*ASKED, said.connected(), said.listing(("a", 1), more=True))
    assert check.measure(with_more).at_least
    five = said.named(*((f"share {number}", 0) for number in range(5)))
    shares = (*ASKED[:-1], five, *(said.connected(), said.listing(("a", 1))) * 4)
    size = check.measure(shares)
    assert (size.records, size.at_least) == (4, True)
    assert look(*shares).said == "4 names in the root of 4 shares"


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ((*ASKED, said.connected(), said.listing()), State.OPEN, Reason.EMPTY_READABLE),
        ((*ASKED, DENIED_TREE), State.CLOSED, Reason.FORBIDDEN),
        ((*ASKED, said.refused(smb2.TREE_CONNECT, 0xC00000CC)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((*ASKED, said.connected(), said.refused(smb2.CREATE)), State.CLOSED, Reason.FORBIDDEN),
        ((*ASKED, said.connected(), b""), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((*ASKED, b""), State.UNKNOWN, Reason.CUT),
        ((*ASKED[:-1], said.named(("IPC$", 0x80000003), ("print$", 0))), State.CLOSED, Reason.NOT_SERVED),
        ((*ASKED[:-1], said.piped(said.share_list([("a", 0)])[:50])), State.UNKNOWN, Reason.CUT),
        ((*ASKED[:-1], b""), State.UNKNOWN, Reason.CUT),
        ((*BEGIN, PIPES, said.refused(smb2.CREATE)), State.CLOSED, Reason.FORBIDDEN),
        ((*BEGIN, PIPES, said.refused(smb2.CREATE, 0xC000020C)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((*BEGIN, DENIED_TREE), State.CLOSED, Reason.FORBIDDEN),
        ((*BEGIN, b""), State.UNKNOWN, Reason.CUT),
        ((*BEGIN[:2], said.setup(smb2.LOGON_FAILURE)), State.CLOSED, Reason.PASSWORD_ASKED),
        ((*BEGIN[:2], said.setup(smb2.ACCESS_DENIED)), State.CLOSED, Reason.PASSWORD_ASKED),
        ((*BEGIN[:2], said.setup(0xC000009A)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((BEGIN[0], said.setup(smb2.ACCESS_DENIED)), State.CLOSED, Reason.PASSWORD_ASKED),
        ((BEGIN[0], b""), State.UNKNOWN, Reason.CUT),
        ((b"",), State.UNKNOWN, Reason.CUT),
        ((BEGIN[0][:80],), State.UNKNOWN, Reason.CUT),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), State.UNKNOWN, Reason.OTHER_PROTOCOL),
    ],
)  # fmt: skip
def test_each_conversation_has_its_verdict(answers: tuple[bytes, ...], state: State, reason: Reason) -> None:
    verdict = look(*answers)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_one_open_share_among_closed_ones_is_open() -> None:
    two = said.named(("private", 0), ("public", 0))
    answers = (*ASKED[:-1], two, DENIED_TREE, said.connected(), LISTING)
    assert look(*answers).reason is Reason.DATA_READABLE


def test_a_share_that_could_not_be_told_leaves_it_unknown() -> None:
    two = said.named(("private", 0), ("public", 0))
    odd = said.refused(smb2.TREE_CONNECT, 0xC00000CC)
    assert look(*ASKED[:-1], two, DENIED_TREE, odd).reason is Reason.NOT_UNDERSTOOD


def test_nothing_is_connected_below_the_listing_level() -> None:
    channel = Scripted([(None, answer) for answer in BEGIN], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as refused:
        finish(check.run(SEEN, channel))
    assert refused.value.reason is too_deep(check.level)
    assert check.level is ReadLevel.LISTING


def test_it_is_asked_of_smb_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="smb", port=4711))
    assert not check.applies(observed(module="http", port=445))
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL


@pytest.mark.hostile("H22")
@pytest.mark.parametrize("which", range(9))
def test_an_answer_cut_after_every_byte_is_never_a_refusal_nor_empty(which: int) -> None:
    whole = [*ASKED, said.connected(), said.listing()]
    for cut in range(len(whole[which])):
        verdict = check.judge((*whole[:which], whole[which][:cut]))
        assert verdict.state is State.UNKNOWN


@pytest.mark.hostile("H22")
@given(st.lists(st.binary(max_size=120) | st.sampled_from([*ASKED, said.connected()]), max_size=12))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))
    check.mail(tuple(replies))
