"""Which mail came back, by the report of a mail server; and no report by any other bytes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.delivery_status import LARGEST, DeliveryStatus, read
from tests.formats.reports import report

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OURS = "<notice-ab12@example.org>"


@pytest.mark.parametrize("whole", [False, True])
def test_a_report_names_the_mail_and_the_reason(whole: bool) -> None:
    found = read(report(OURS, at=AT, whole=whole))
    assert found == DeliveryStatus(
        failed=True, message_id=OURS, at=AT, own_id="<1@mx.example.org>",
        said="5.1.1 smtp; 550 5.1.1 <soc@example.org>: Recipient address rejected: User unknown in local "
        "recipient table",
    )  # fmt: skip


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded", ""])
def test_what_is_not_a_failure_is_none(action: str) -> None:
    assert not read(report(OURS, at=AT, action=action)).failed


def test_a_report_that_is_inside_another_mail_is_not_one() -> None:
    inside = b"Content-Type: message/rfc822\r\n\r\n" + report(OURS, at=AT)
    assert not read(inside).failed
    mixed = report(OURS, at=AT).replace(b"multipart/report", b"multipart/mixed")
    assert not read(mixed).failed


def test_what_is_cut_says_what_it_can() -> None:
    whole = report(OURS, at=AT)
    assert read(whole[: whole.index(b"Message-ID: <notice")]).message_id == ""
    padded = whole.replace(b"I'm sorry", b"sorry " * LARGEST)
    assert not read(padded).failed


@given(st.binary(max_size=600), st.integers(0, 1200))
def test_any_bytes_are_read(raw: bytes, at: int) -> None:
    whole = report(OURS, at=AT)
    for tried in (raw, whole[:at] + raw + whole[at:]):
        found = read(tried)
        assert len(found.said) <= 200
