"""Planted values through every layer, out as counts, masked examples and digests only."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leftopen.catalogue import detectors, readers
from leftopen.contents import Contents
from leftopen.contents.sandbox import Sandbox
from leftopen.contents.unpack import DEPTH, PARTS, documents
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.reader import Document, Part, Reader
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from tests.contents import hostile_readers as hostile
from tests.documents.pdf_forms import SF86_FIELDS, SF86_PAGE, form
from tests.tier import examples

KEY = b"k" * 32
HEAD = b"From: jane.roe@unit.example.mil\r\nTo: a@one.example\r\nMIME-Version: 1.0\r\n"


@pytest.fixture(scope="module")
def contents() -> Iterator[Contents]:
    built = Contents.build(detectors(), readers(), KEY)
    yield built
    built.close()


def labels(evidence: Evidence) -> dict[str, LabelCount]:
    return {held.label: held for held in evidence.holds}


def wrapped(raw: bytes, times: int) -> bytes:
    for _ in range(times):
        raw = b"Subject: forwarded\r\nContent-Type: message/rfc822\r\n\r\n" + raw
    return raw


def with_attachment(data: bytes, media: str, name: str) -> bytes:
    message = EmailMessage()
    message["From"] = "jane.roe@unit.example.mil"
    message.set_content("see the attachment")
    message.add_attachment(data, *media.split("/"), filename=name)
    return message.as_bytes()


SSN = b"SSN 891-23-4567"
SHAPES = {
    "plain": SSN,
    "soft line break": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nSSN 891-2=\r\n3-4567",
    "base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(SSN),
    "entities": b"<html><p>SSN 891&#45;23&#x2d;4567",
    "split by tags": b"<html><p>891-<b>23</b>-4567",
    "comment": b"<html><!-- 891-23-4567 -->",
    "utf-16": SSN.decode().encode("utf-16"),
    "full width": "８９１-２３-４５６７".encode(),
    "form field": form({"SSN": "891234567"}),
    "xfa": form({}, xfa=b"<a><SSN>891-23-4567</SSN></a>"),
    "nested mail": HEAD + b"Content-Type: message/rfc822\r\n\r\n" + HEAD + b"\r\n" + SSN,
    "attached form": with_attachment(form({"SSN": "891-23-4567"}), "application/pdf", "a.pdf"),
    "wrong media type": with_attachment(form({"SSN": "891-23-4567"}), "image/png", "a.png"),
    "html part": with_attachment(b"<p>891-<i>23</i>-4567", "text/html", "a.html"),
    "in rubbish": bytes(range(256)) + b" " + SSN + b" ",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_planted_number_is_found_in_every_shape(contents: Contents, shape: str) -> None:
    held = labels(contents.classify(Sample(("x", "", SHAPES[shape])), Severity.LOW))["us_ssn"]
    assert held.distinct == 1
    assert held.examples[0].replace("-", "") == "*******67"


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_of_the_value_is_left_in_the_evidence(contents: Contents, shape: str) -> None:
    shown = repr(
        contents.classify(Sample(("891-23-4567 jane.roe@x.example", "", SHAPES[shape])), Severity.LOW)
    )
    assert "891-23" not in shown
    assert "89123" not in shown
    assert "jane.roe" not in shown


def test_an_example_that_holds_another_value_is_masked_once_more() -> None:
    """A marking stands as it is, and what stands behind it may be a person's number."""
    wide = replace(detectors()["nato_marking"], pattern=r"NATO SECRET[ -~]{0,40}", accept=lambda found: True)
    built = Contents.build({**detectors(), "nato_marking": wide}, readers(), KEY)
    held = labels(built.classify(Sample(("x", "", b"NATO SECRET " + SSN)), Severity.LOW))["nato_marking"]
    built.close()
    assert held.count == 1
    assert "NATO SECRET" in held.examples[0]
    assert "23-45" not in held.examples[0]


def test_a_form_with_136_copies_of_a_number_names_one_person(contents: Contents) -> None:
    evidence = contents.classify(Sample(("f", "", form(SF86_FIELDS, SF86_PAGE, copies=136))), Severity.LOW)
    held = labels(evidence)
    assert (held["us_ssn"].count, held["us_ssn"].distinct) == (136, 1)
    assert (held["sf86"].count, held["sf86"].distinct) == (1, 1)
    assert evidence.severity is Severity.CRITICAL
    assert evidence.failed == 0


def test_two_filled_forms_are_two_and_a_copy_is_none(contents: Contents) -> None:
    one, other = form(SF86_FIELDS, SF86_PAGE), form(SF86_FIELDS | {"SSN": "892-23-4567"}, SF86_PAGE)
    held = labels(contents.classify(Sample(("a", "", one), ("a", "", one), ("a", "", other)), Severity.LOW))
    assert (held["sf86"].count, held["sf86"].distinct) == (3, 2)


def test_a_page_of_contacts_is_one_document_and_a_list_of_people_is_many(contents: Contents) -> None:
    people = [f"person{number}@one.example" for number in range(6)]
    others = [("page.txt", "text/plain", b"about %d ferries" % number) for number in range(7)]
    page = Sample(("page.txt", "text/plain", "\n".join(people).encode()), *others)
    rows = Sample(*(("row.txt", "text/plain", one.encode()) for one in people))
    held = [labels(contents.classify(sample, Severity.LOW))["email_address"] for sample in (page, rows)]
    assert [(one.distinct, one.documents) for one in held] == [(6, 1), (6, 6)]


def test_a_blank_form_is_no_personal_data(contents: Contents) -> None:
    evidence = contents.classify(Sample(("f", "", form({"LastName": ""}, SF86_PAGE))), Severity.LOW)
    assert list(labels(evidence)) == ["sf86_blank"]
    assert evidence.severity is Severity.LOW


def test_whose_it_is_comes_from_domains_and_signatures(contents: Contents) -> None:
    raw = HEAD + b"\r\nText\r\n-- \r\nJane Roe\r\n27th Special Operations Wing\r\n"
    evidence = contents.classify(Sample(("m", "", raw), ("n", "", raw)), Severity.LOW)
    assert evidence.origins == (("one.example", 2), ("unit.example.mil", 2))
    assert evidence.units == (("27th Special Operations Wing", 2),)
    assert (evidence.items, evidence.bytes) == (2, 2 * len(raw))


def test_examples_and_digests_are_capped_and_counts_are_not(contents: Contents) -> None:
    numbers = "\n".join(f"891-23-{serial}" for serial in range(4000, 4100)).encode()
    held = labels(contents.classify(Sample(("x", "", numbers)), Severity.LOW))["us_ssn"]
    assert (held.count, held.distinct, len(held.examples), len(held.digests)) == (100, 100, 3, 64)


def test_another_key_gives_other_digests(contents: Contents) -> None:
    other = Contents.build(detectors(), readers(), b"j" * 32)
    sample = Sample(("x", "text/plain", SSN))
    ours, theirs = (labels(each.classify(sample, Severity.LOW))["us_ssn"] for each in (contents, other))
    assert ours.digests != theirs.digests
    assert ours.examples == theirs.examples


def test_ordinary_files_hold_nothing(contents: Contents) -> None:
    log = b'192.0.2.7 - - [12/Feb/2023:10:11:12 +0000] "GET /a?id=123456789 HTTP/1.1" 200 45 1234\n' * 1000
    evidence = contents.classify(
        Sample(("access.log", "", log), ("a.css", "", b"@media print{}")), Severity.LOW
    )
    assert evidence.holds == ()
    assert evidence.failed == 0


def test_what_cannot_be_read_is_counted(contents: Contents) -> None:
    sealed = form(SF86_FIELDS, password="made-up")
    evidence = contents.classify(Sample(("a", "", sealed), ("b", "", bytes(range(256)) * 4)), Severity.LOW)
    assert evidence.failed == 2


def test_a_reader_that_hangs_leaves_the_raw_bytes_to_be_looked_at() -> None:
    sandbox = Sandbox(deadline=1.0, start=hostile.START)
    found = list(documents(Sample(("x", "", SSN)), {"bad": hostile.HANGS}, sandbox.read))
    sandbox.close()
    assert [(document.text, document.failed) for document in found] == [("x\nSSN 891-23-4567", 1)]


def test_a_sample_that_kills_readers_gets_three_chances() -> None:
    asked: list[bytes] = []

    def dies(reader: Reader, data: bytes) -> None:
        asked.append(data)

    pieces = [(str(number), "", SSN) for number in range(10)]
    found = list(documents(Sample(*pieces), {"bad": hostile.CHATS}, dies))
    assert len(asked) == 3
    assert [document.failed for document in found] == [1] * 10
    assert all("891-23-4567" in document.text for document in found)


def many(data: bytes) -> Document:
    return Document(text="level", parts=tuple(Part(name="", media="", data=data) for _ in range(3)))


ENDLESS = {"endless": Reader(recognises=lambda name, media, first: True, read=many)}


def test_parts_without_end_are_cut_and_counted() -> None:
    found = list(documents(Sample(("x", "", b"x")), ENDLESS, lambda reader, data: reader.read(data)))
    assert len(found) <= PARTS + 1
    assert sum(document.failed for document in found) > 0
    assert sum(3**level for level in range(DEPTH + 1)) < PARTS  # so that the depth is what stopped it
    assert len(found) == sum(3**level for level in range(DEPTH + 1))


def test_deep_mails_are_read_to_the_limit(contents: Contents) -> None:
    inner = HEAD + b"\r\n" + SSN
    assert "us_ssn" in labels(contents.classify(Sample(("x", "", wrapped(inner, DEPTH))), Severity.LOW))
    deeper = contents.classify(Sample(("x", "message/rfc822", wrapped(inner, DEPTH + 1))), Severity.LOW)
    assert deeper.failed == 1


@given(
    st.lists(
        st.tuples(
            st.text(max_size=10),
            st.sampled_from(["", "text/html", "message/rfc822"]),
            st.binary(max_size=200),
        ),
        max_size=3,
    )
)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sample_makes_it_raise(contents: Contents, pieces: list[tuple[str, str, bytes]]) -> None:
    evidence = contents.classify(Sample(*pieces), Severity.LOW)
    assert evidence.items == len(pieces)


def test_a_value_without_a_masked_form_is_counted_and_never_shown(contents: Contents) -> None:
    text = "Patiente suivie pour une dépression, 891-23-4567. SECRET//NOFORN".encode()
    held = labels(contents.classify(Sample(("x", "text/plain", text)), Severity.LOW))
    health = held["health_terms"]
    assert (health.count, health.distinct, health.examples) == (1, 1, ())
    assert held["us_ssn"].examples == ("***-**-**67",)


@pytest.mark.parametrize("name", [name for name, one in detectors().items() if not one.mask])
def test_only_a_marking_is_shown_as_it_stands(name: str) -> None:
    one = detectors()[name]
    assert bool(one.example(one.hits[0])) == one.marking
