"""`azure_blob_open`: lists of blobs, refusals, and what must not look open or closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.azure_blob_open import BLOBS, check
from leftopen.model.channel import Reply
from leftopen.model.mail import MailKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products import azure_blob as azure
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_azure_blob import blobs, containers, error

SEEN = observed(module="https", product="Azure Blob Storage")
ACCOUNT = azure.containers_path("", BLOBS)
ROOT, WEB, DOCS = (azure.list_path("", name, BLOBS) for name in ("$root", "$web", "docs"))
INVALID = error(400, "InvalidQueryParameterValue")
GONE = error(404, "ResourceNotFound")
NOT_PERMITTED = error(409, "PublicAccessNotPermitted")
UNSIGNED = error(401, "NoAuthenticationInformation")
LINKS = page(200, b'<a href="/docs/a.pdf">a</a><a href="/docs/b.pdf">', server="Windows-Azure-Blob/1.0")


def store(web: Reply, root: Reply = GONE, front: Reply = INVALID, **more: Reply) -> dict[str, Reply]:
    return {azure.FRONT: front, ACCOUNT: GONE, ROOT: root, WEB: web, **more}


def test_blobs_that_are_listed_are_data_and_read_only_at_the_last_level() -> None:
    pages = store(blobs("$web", "a.pdf", "mail/one.eml", "b/x.txt", "../up"))
    pages |= {f"/$web/{name}": page(200, b"text") for name in ("a.pdf", "mail/one.eml", "b/x.txt")}
    for level, samples in ((ReadLevel.LISTING, 0), (ReadLevel.SAMPLE, 3)):
        channel = Scripted(pages=pages, level=level, budget=check.requests)
        reading = finish(check.run(SEEN, channel))
        verdict = check.judge(reading.replies)
        assert (verdict.state, verdict.seen, len(reading.sample)) == (State.OPEN, ExposureKind.DATA, samples)
        assert "eml" not in verdict.said
        size = check.measure(reading.replies)
        assert (size.records, size.bytes, size.at_least) == (4, 406, False)
        assert [files.kind for files in check.mail(reading.replies)] == [MailKind.EML]


def test_the_emulators_account_stands_in_the_path() -> None:
    path = azure.list_path("/devstoreaccount1", "$root", BLOBS)
    account = azure.containers_path("/devstoreaccount1", BLOBS)
    pages = {path: blobs("$root", "a.txt"), account: containers("docs")}
    channel = Scripted(pages=pages, level=ReadLevel.LISTING)
    reading = finish(check.run(observed(module="http", product="Azurite"), channel))
    assert azure.list_path("/devstoreaccount1", "docs", BLOBS) in channel.heard
    assert check.judge(reading.replies).state is State.OPEN
    assert all(str(asked).startswith("/devstoreaccount1/") for asked in channel.heard[1:])


def test_containers_that_the_service_names_are_asked_for_and_no_others() -> None:
    pages = store(GONE, front=LINKS) | {DOCS: blobs("docs", "a.pdf", "b.pdf", more="next")}
    channel = Scripted(pages=pages, level=ReadLevel.LISTING)
    reading = finish(check.run(SEEN, channel))
    assert channel.heard == [azure.FRONT, ACCOUNT, ROOT, WEB, DOCS]
    assert check.judge(reading.replies).seen is ExposureKind.DATA
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (2, True)


def test_of_many_containers_three_are_asked_within_the_budget() -> None:
    names = [f"c-{n:03d}" for n in range(500)]
    full = blobs("c", *(f"{'x' * 900}{n}.txt" for n in range(60)))
    pages = store(full, full) | {ACCOUNT: containers(*names)}
    pages |= {azure.list_path("", name, BLOBS): full for name in names}
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert channel.left > 0
    assert check.judge(reading.replies).seen is ExposureKind.DATA
    assert check.measure(reading.replies).at_least


@pytest.mark.parametrize(
    ("pages", "state", "reason"),
    [
        (store(blobs("$web")), State.OPEN, Reason.EMPTY_READABLE),
        (store(GONE) | {ACCOUNT: containers("abc")}, State.OPEN, Reason.METADATA_READABLE),
        (store(GONE) | {ACCOUNT: containers()}, State.OPEN, Reason.EMPTY_READABLE),
        (store(GONE), State.CLOSED, Reason.NOT_SERVED),
        (store(NOT_PERMITTED, NOT_PERMITTED), State.CLOSED, Reason.FORBIDDEN),
        (store(error(403, "AuthorizationFailure")), State.CLOSED, Reason.FORBIDDEN),
        (store(UNSIGNED, UNSIGNED), State.CLOSED, Reason.PASSWORD_ASKED),
        (store(GONE, front=LINKS), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (store(page(500)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (store(page(404, b"not here")), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (store(page(200, b"<EnumerationResults/>")), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (dict.fromkeys((azure.FRONT, ACCOUNT, ROOT, WEB), page(401)), State.CLOSED, Reason.PASSWORD_ASKED),
        (store(page(200, blobs("$web", "a").body)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_other_answers(pages: dict[str, Reply], state: State, reason: Reason) -> None:
    reading = finish(check.run(SEEN, Scripted(pages=pages, level=ReadLevel.LISTING)))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_it_is_asked_of_azure_alone() -> None:
    assert check.applies(observed(module="http", product="Azurite"))
    assert not check.applies(observed(module="http", product="nginx"))
    assert not check.applies(observed(module="smtp", product="Azurite"))


@given(st.lists(st.tuples(st.sampled_from([200, 404, 409]), st.binary(max_size=200)), max_size=6))
def test_no_bytes_raise_or_look_open(answer: list[tuple[int, bytes]]) -> None:
    replies = tuple(page(status, body, x_ms_request_id="1") for status, body in answer)
    assert check.judge(replies).state is not State.OPEN
    check.judge((INVALID, GONE, blobs("$web", "a"), *replies))
    check.measure((INVALID, GONE, blobs("$web", "a"), *replies))
    check.mail(replies)
    assert check.judge((b"raw",)).state is State.UNKNOWN
