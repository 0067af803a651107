"""`mailbox_web_open`: conversations of five programs, and everything that must not look open."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.mailbox_web_open import EVERY_QUESTION, check
from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products import maildev, mailhog, mailpit, public_inbox, sendria
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.products import test_maildev as dev
from tests.wire.products import test_mailhog as hog
from tests.wire.products import test_mailpit as pit
from tests.wire.products import test_public_inbox as inbox
from tests.wire.products import test_sendria as post

MAILS = [post.mail(n, f"note {n}", year=2015 + n % 9) for n in range(30)]
FORM = post.mail(77, "Your request", "SF-86 signed.pdf", year=2019)
SOURCE = page(200, b"From: a@unit.example\nSubject: Your request\n\nhello", content_type="message/rfc822")

SENDRIA: dict[str, Reply] = {
    sendria.COUNTER: post.answer([], 1),
    sendria.list_path(1): post.answer([*MAILS, FORM], 1),
}
MAILDEV: dict[str, Reply] = {
    maildev.COUNTER: dev.summary([], 2),
    maildev.NEWEST: dev.summary([dev.mail("b", "b", 2023), dev.mail("a", "a", 2015)], 2),
    maildev.OLDEST: dev.summary([dev.mail("a", "a", 2015), dev.mail("b", "b", 2023)], 2),
    **{
        maildev.mail_path(key): page(200, json.dumps([{"subject": key, "text": "hello"}]).encode())
        for key in "ab"
    },
}
INBOX: dict[str, Reply] = {
    "/": inbox.NONE_LISTED,
    "/manifest.js.gz": inbox.MANIFEST,
    "/unit/": inbox.INDEX,
    "/unit/pi4@unit.example/raw": SOURCE,
    "/unit/pi%2F3@unit.example/raw": SOURCE,
}
NO_MAIL = dev.summary([], 0)
MAILPIT: dict[str, Reply] = {
    mailpit.COUNTER: pit.summary([], 2),
    mailpit.pages(2)[0].path: pit.summary([pit.mail("b", "b", 2023), pit.mail("a", "a", 2015)], 2),
}
MAILHOG: dict[str, Reply] = {
    mailhog.COUNTER: hog.listed([], 30, 1000000000),
    mailhog.pages(30)[0].path: hog.listed([hog.mail(str(n), year=2023) for n in range(20)], 30),
    mailhog.pages(30)[1].path: hog.listed([hog.mail("a", year=2015)], 30, 27),
}
PAGES = {
    "Sendria": SENDRIA,
    "MailDev": MAILDEV,
    "Mailpit": MAILPIT,
    "MailHog": MAILHOG,
    "public-inbox": INBOX,
}


def asked(pages: Mapping[str, Reply], product: str, level: ReadLevel) -> Scripted:
    return Scripted(pages=pages, level=level, budget=check.requests)


@pytest.mark.parametrize("product", sorted(PAGES))
@pytest.mark.parametrize("known", [True, False])
def test_a_readable_mailbox_is_open_at_each_level_and_mails_are_read_only_at_the_last(
    product: str, known: bool
) -> None:
    seen = observed(module="http", product=product if known else "nginx")
    for level in (ReadLevel.METADATA, ReadLevel.LISTING, ReadLevel.SAMPLE):
        channel = asked(PAGES[product], product, level)
        reading = finish(check.run(seen, channel))
        verdict = check.judge(reading.replies)
        only_names = product == "public-inbox" and level is ReadLevel.METADATA
        assert (verdict.state, verdict.seen) == (
            State.OPEN,
            ExposureKind.METADATA if only_names else ExposureKind.DATA,
        )
        assert (len(reading.sample) > 0) == (level is ReadLevel.SAMPLE)
        assert "note" not in verdict.said
        assert "@" not in verdict.said


def test_sendria_gives_its_size_and_the_telling_mail_comes_first() -> None:
    channel = asked(SENDRIA, "Sendria", ReadLevel.SAMPLE)
    reading = finish(check.run(observed(module="http", product="Sendria"), channel))
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (31, False)
    assert size.oldest is not None
    assert size.newest is not None
    assert (size.oldest.year, size.newest.year) == (2015, 2023)
    assert len(reading.sample) == 8


def test_a_full_sendria_stays_within_the_budget_and_does_not_waste_it() -> None:
    full = {sendria.list_path(page): post.answer(MAILS, 900) for page in sendria.pages(900)}
    channel = asked({**SENDRIA, **full, sendria.COUNTER: post.answer([], 900)}, "", ReadLevel.SAMPLE)
    reading = finish(check.run(observed(module="http", product="nginx"), channel))
    assert channel.requests == len(EVERY_QUESTION) + sendria.MOST_PAGES
    size = check.measure(reading.replies)
    assert size.records == 899 * 100 + len(MAILS)


def test_maildev_is_never_asked_for_a_mail_by_its_path() -> None:
    channel = asked(MAILDEV, "MailDev", ReadLevel.SAMPLE)
    reading = finish(check.run(observed(module="http", product="MailDev"), channel))
    assert all(str(path).startswith(("/api/email?", "/api/email/summary?")) for path in channel.heard)
    assert len(reading.sample) == 2
    assert check.measure(reading.replies).records == 2


def test_mailpit_is_asked_for_its_list_alone_and_what_that_shows_is_the_sample() -> None:
    channel = asked(MAILPIT, "Mailpit", ReadLevel.SAMPLE)
    reading = finish(check.run(observed(module="http", product="Mailpit"), channel))
    assert all(str(path).startswith("/api/v1/messages?") for path in channel.heard)
    assert sorted(b"The first words" in piece for _, _, piece in reading.sample) == [True, True]
    size = check.measure(reading.replies)
    assert (size.records, size.bytes) == (2, 872)


def test_of_a_long_list_of_mailpit_both_ends_are_asked_for() -> None:
    mails = [pit.mail("b", "b", 2023), pit.mail("a", "a", 2015)]
    newest, oldest = (page.path for page in mailpit.pages(40))
    pages = {mailpit.COUNTER: pit.summary([], 40), newest: pit.summary(mails[:1], 40)}
    channel = asked(pages | {oldest: pit.summary(mails[1:], 40)}, "Mailpit", ReadLevel.LISTING)
    finish(check.run(observed(module="http", product="Mailpit"), channel))
    assert channel.heard == [mailpit.COUNTER, newest, oldest]


def test_mailhog_gives_the_ends_of_its_list_and_mails_out_of_it() -> None:
    channel = asked(MAILHOG, "MailHog", ReadLevel.SAMPLE)
    reading = finish(check.run(observed(module="http", product="MailHog"), channel))
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (30, None, False)
    assert size.oldest is not None
    assert size.newest is not None
    assert (size.oldest.year, size.newest.year) == (2015, 2023)
    assert len(reading.sample) == 8
    assert channel.requests == 3


def test_a_mailhog_that_gives_all_its_mails_at_once_stays_within_the_budget() -> None:
    full = hog.listed([hog.mail(str(n), body="x" * 9000) for n in range(40)], 40)
    paths = (mailhog.COUNTER, *(each.path for each in mailhog.pages(40)))
    channel = asked(dict.fromkeys(paths, full), "MailHog", ReadLevel.SAMPLE)
    reading = finish(check.run(observed(module="http", product="MailHog"), channel))
    assert channel.left > 0
    assert check.judge(reading.replies).seen is ExposureKind.DATA
    assert check.measure(reading.replies).records == 40


def test_public_inbox_tells_a_lower_bound() -> None:
    reading = finish(
        check.run(observed(module="http", product="public-inbox"), asked(INBOX, "", ReadLevel.LISTING))
    )
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (4, True)
    assert size.oldest is not None
    assert size.oldest.year == 2013


@pytest.mark.parametrize(
    ("product", "pages"),
    [
        ("Sendria", {sendria.COUNTER: post.answer([], 0)}),
        ("MailDev", {**MAILDEV, maildev.COUNTER: NO_MAIL, maildev.NEWEST: NO_MAIL, maildev.OLDEST: NO_MAIL}),
        ("Mailpit", {mailpit.COUNTER: pit.summary([], 0), mailpit.pages(0)[0].path: pit.summary([], 0)}),
        ("MailHog", {mailhog.COUNTER: hog.listed([], 0), mailhog.pages(0)[0].path: hog.listed([], 0)}),
        ("public-inbox", {**INBOX, "/unit/": inbox.EMPTY}),
    ],
)
def test_an_empty_mailbox_is_open_and_empty(product: str, pages: dict[str, Reply]) -> None:
    reading = finish(
        check.run(observed(module="http", product=product), asked(pages, product, ReadLevel.SAMPLE))
    )
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.EMPTY)
    assert len(reading.sample) == 0


LOGIN = page(200, b'<form><input type="password"></form>')
EVERYTHING = page(200, b"<!doctype html><title>Sendria MailDev public-inbox</title>")


@pytest.mark.hostile("H29")
@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (page(401, b"", www_authenticate='Basic realm="Sendria"'), State.CLOSED, Reason.PASSWORD_ASKED),
        (page(401, b'{"error":"Unauthorized"}'), State.CLOSED, Reason.PASSWORD_ASKED),
        (page(403), State.CLOSED, Reason.FORBIDDEN),
        (page(302, location="/login"), State.CLOSED, Reason.PASSWORD_ASKED),
        (LOGIN, State.CLOSED, Reason.PASSWORD_ASKED),
        (EVERYTHING, State.UNKNOWN, Reason.OTHER_SERVER),
        (page(404, b"nothing here"), State.UNKNOWN, Reason.OTHER_SERVER),
        (page(301, location="https://elsewhere.example/"), State.UNKNOWN, Reason.OTHER_SERVER),
        (page(502), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, b'{"status": "ok"}'), State.UNKNOWN, Reason.OTHER_SERVER),
    ],
)
@pytest.mark.parametrize("product", [*sorted(PAGES), "nginx"])
def test_one_answer_to_everything_is_never_open(
    product: str, answer: Reply, state: State, reason: Reason
) -> None:
    reading = finish(
        check.run(
            observed(module="http", product=product),
            asked(dict.fromkeys(EVERY_QUESTION, answer), "", ReadLevel.SAMPLE),
        )
    )
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.hostile("H29")
def test_a_login_before_the_front_page_alone_does_not_pass_for_closed() -> None:
    pages = {**SENDRIA, "/": page(401)}
    reading = finish(
        check.run(observed(module="http", product="nginx"), asked(pages, "", ReadLevel.METADATA))
    )
    assert check.judge(reading.replies).state is State.OPEN
    half = finish(
        check.run(observed(module="http", product="nginx"), asked({"/": page(401)}, "", ReadLevel.METADATA))
    )
    assert check.judge(half.replies).state is State.UNKNOWN


def test_inboxes_that_are_named_nowhere_are_not_called_closed_or_empty() -> None:
    pages = {"/": inbox.NONE_LISTED, "/manifest.js.gz": inbox.NO_MANIFEST}
    reading = finish(
        check.run(observed(module="http", product="public-inbox"), asked(pages, "", ReadLevel.SAMPLE))
    )
    assert check.judge(reading.replies).reason is Reason.NOT_UNDERSTOOD


def test_it_applies_to_the_five_programs_on_any_port() -> None:
    assert check.applies(observed(module="https", product="Sendria", port=4711))
    assert not check.applies(observed(module="http", product="nginx"))
    assert not check.applies(observed(module="smtp", product="Sendria"))


@given(st.lists(st.tuples(st.sampled_from([200, 401, 404]), st.binary(max_size=80)), max_size=5))
def test_no_bytes_raise_or_look_open(answer: list[tuple[int, bytes]]) -> None:
    replies = tuple(Reply(status=status, body=body) for status, body in answer)
    assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    check.judge((*replies, b"raw bytes"))
    check.measure((post.answer([], 2), *replies))
    assert not public_inbox.is_listing(Reply(status=200))
