from __future__ import annotations

import email
import random
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

import pytest

from leftopen.demo.mails import FIRST, LAST, Truth, write_mails
from leftopen.demo.people import UNIT, fake_ssn

SSN = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")


@pytest.fixture(scope="module")
def written() -> tuple[list[bytes], Truth]:
    return write_mails()


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=default)


def plain(raw: bytes) -> str:
    body = parsed(raw).get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def date(raw: bytes) -> datetime:
    return parsedate_to_datetime(parsed(raw)["Date"])


def test_the_same_seed_writes_the_same_bytes(written: tuple[list[bytes], Truth]) -> None:
    assert write_mails() == written


def test_another_seed_writes_other_mails(written: tuple[list[bytes], Truth]) -> None:
    assert write_mails(seed=1)[0] != written[0]


def test_there_are_three_hundred_with_every_kind_and_one_form(written: tuple[list[bytes], Truth]) -> None:
    mails, truth = written
    assert len(mails) == truth.count == sum(truth.kinds.values()) == 300
    assert truth.kinds["form"] == 1
    assert set(truth.kinds) == {"form", "contract", "personnel", "marked", "talk"}
    assert sum(b"application/pdf" in raw for raw in mails) == 1


def test_the_dates_run_from_2015_to_the_eve_of_the_leak(written: tuple[list[bytes], Truth]) -> None:
    mails, truth = written
    dates = [date(raw) for raw in mails]
    assert dates == sorted(dates)
    assert (truth.oldest, truth.newest) == (dates[0], dates[-1]) == (FIRST, LAST)


def test_the_truth_names_every_number_written_and_no_other(written: tuple[list[bytes], Truth]) -> None:
    mails, truth = written
    found = {number for raw in mails for number in SSN.findall(plain(raw))}
    assert found | {truth.form_ssn} == set(truth.ssns)


def test_every_contract_number_of_the_truth_stands_in_a_mail(written: tuple[list[bytes], Truth]) -> None:
    mails, truth = written
    texts = "\n".join(plain(raw) for raw in mails).replace("-", "")
    assert truth.kinds["contract"] >= len(truth.piids) > 30
    assert all(number in texts for number in truth.piids)


def test_no_adult_can_hold_a_made_up_number() -> None:
    rng = random.Random(7)
    for _ in range(500):
        area, group, serial = map(int, fake_ssn(rng).split("-"))
        assert 734 <= area <= 749
        assert group > 0
        assert serial > 0


def test_the_unit_signs_its_mails(written: tuple[list[bytes], Truth]) -> None:
    mails, truth = written
    inside = [raw for raw in mails if parsed(raw)["From"].addresses[0].domain == truth.domain]
    assert len(inside) > 200
    assert all(UNIT in plain(raw) for raw in inside)


def test_every_address_is_of_an_invented_domain(written: tuple[list[bytes], Truth]) -> None:
    domains = {
        address.domain
        for raw in written[0]
        for header in ("From", "To")
        for address in parsed(raw)[header].addresses
    }
    assert all(domain == "jltc-example.mil" or domain.endswith(".example.com") for domain in domains)


def test_bytes_is_the_sum_of_the_mails(written: tuple[list[bytes], Truth]) -> None:
    mails, truth = written
    assert truth.bytes == sum(len(raw) for raw in mails)
