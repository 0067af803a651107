from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
import xarf
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadAddress
from leftopen.model.notice import Notice, NoticeItem
from leftopen.notices.mailto import render, sender

NOTICE = Notice(
    id="0123abcd",
    case="case-1",
    to="mailto:soc@example.org",
    subject="[case-1] Redis on 192.0.2.7:6379 is readable without a password",
    text="What: Redis\nWhere: 192.0.2.7:6379\n",
    written=datetime(2023, 2, 8, 1, 2, 3, tzinfo=UTC),
)
US = "leftopen@scanner.example.org"
HEADERS = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
    "content-transfer-encoding",
}  # fmt: skip


@dataclass
class Post:
    """An `Outbound` that keeps what it is given."""

    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    broken: bool = False

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        if self.broken:
            raise ConnectionError("550 no")
        self.sent.append((sender, recipient, message))
        return "250 queued"

    async def apprise(self, name: str, title: str, text: str) -> str:
        raise AssertionError("not through Apprise")

    async def stream(self, url: str, data: bytes) -> str:
        raise AssertionError("not a stream")

    async def post(self, url: str, body: bytes, content_type: str, *, key: str = "") -> str:
        raise AssertionError("a mail is not posted")


async def sending(post: Post) -> str:
    return await sender.send(NOTICE, US, post)


def parsed(message: bytes) -> EmailMessage:
    found = message_from_bytes(message, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_mail_carries_the_notice() -> None:
    mail = parsed(render(NOTICE, US))
    assert mail["From"] == US
    assert mail["To"] == "soc@example.org"
    assert mail["Subject"] == NOTICE.subject
    assert mail["Date"].datetime == NOTICE.written
    assert mail["Message-ID"] == "<notice-0123abcd@scanner.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == NOTICE.text


def test_the_same_notice_is_the_same_mail() -> None:
    assert render(NOTICE, US) == render(NOTICE, US)


def test_sending_hands_the_rendered_bytes_to_the_way_out() -> None:
    post = Post()
    assert asyncio.run(sending(post)) == "250 queued"
    assert post.sent == [(US, "soc@example.org", render(NOTICE, US))]


def test_a_refusal_of_the_mail_server_is_not_hidden() -> None:
    with pytest.raises(ConnectionError, match="550"):
        asyncio.run(sending(Post(broken=True)))


@pytest.mark.parametrize(
    "url",
    [
        "mailto:a@example.org%0d%0aBcc:%20b@example.org",
        "mailto:a@example.org,b@example.org",
        "mailto:a@example.org\r\nBcc: b@example.org",
        "mailto:",
        "mailto:.a@example.org",
        "mailto:a@example..org",
        f"mailto:{'a' * 300}@example.org",
        "mailto:nobody",
        "https://example.org/",
        'mailto:"a b"@example.org',
        "mailto:é@example.org",
    ],
)
def test_what_is_not_one_plain_address_is_refused(url: str) -> None:
    with pytest.raises(BadAddress, match="not a plain mail address"):
        render(replace(NOTICE, to=url), US)
    with pytest.raises(BadAddress):
        render(NOTICE, url)


@pytest.mark.parametrize("more", ["?bcc=b@example.org", "?subject=x", "?", "#b@example.org"])
def test_a_url_with_a_query_or_fragment_is_refused(more: str) -> None:
    with pytest.raises(BadAddress, match="without a query or fragment"):
        render(replace(NOTICE, to=f"mailto:a@example.org{more}"), US)


@pytest.mark.hostile("H15")
@given(subject=st.text(), text=st.text(), identifier=st.text(max_size=40))
def test_no_text_adds_a_header_or_leaves_seven_bits(subject: str, text: str, identifier: str) -> None:
    message = render(replace(NOTICE, subject=subject, text=text, id=identifier), US)
    message.decode("ascii")
    assert b"\n" not in message.replace(b"\r\n", b"")
    head = message.split(b"\r\n\r\n", 1)[0].replace(b"\r\n ", b" ")
    names = [line.split(b":")[0].decode().lower() for line in head.split(b"\r\n")]
    assert sorted(names) == sorted(HEADERS)
    assert parsed(message)["To"] == "soc@example.org"


@given(url=st.text())
def test_any_url_is_refused_or_is_the_one_recipient(url: str) -> None:
    try:
        message = render(replace(NOTICE, to=url), US)
    except BadAddress:
        return
    assert message.count(b"\r\nTo: ") == 1


def test_a_long_line_is_still_within_the_limit_of_the_protocol() -> None:
    message = render(replace(NOTICE, text="x" * 5000), US)
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert parsed(message).get_content().strip() == "x" * 5000


ITEM = NoticeItem(
    endpoint="192.0.2.7:6379", address="192.0.2.7", port=6379, title="Redis readable without authentication",
    severity="high", check="redis_open", case="case-1", product="Redis", last_open=NOTICE.written,
)  # fmt: skip
HOLDING = replace(
    ITEM, endpoint="[2001:db8::7]:80", address="2001:db8::7", port=80, holds={"us_ssn": 3, "x": 1}
)
REPORT = replace(NOTICE, about=(ITEM, HOLDING))


def test_a_mail_about_a_case_is_a_report_for_people_and_programs() -> None:
    mail = parsed(render(REPORT, US))
    assert mail.get_content_type() == "multipart/report"
    assert mail.get_param("report-type") == "feedback-report"
    text, head, *reports = mail.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == NOTICE.text
    assert head.get_content_type() == "message/feedback-report"
    assert "Feedback-Type: xarf" in head.as_string()
    assert [one.get_filename() for one in reports] == ["xarf.json", "xarf-1.json"]
    assert render(REPORT, US) == render(REPORT, US)
    assert render(replace(REPORT, case=""), US).count(b"multipart") == 0


def test_each_report_is_valid_xarf() -> None:
    """By the reference library and the schemas that it holds."""
    _, _, *parts = parsed(render(REPORT, US)).iter_parts()
    answer = [json.loads(part.get_content()) for part in parts]
    for one in answer:
        result = xarf.parse(one)
        assert result.errors == []
        assert result.report is not None
    assert [(one["category"], one["type"]) for one in answer] == [
        ("vulnerability", "open_service"), ("content", "exposed_data"),
    ]  # fmt: skip
    assert answer[1]["data_types"] == ["government_id", "other"]
    assert answer[1]["url"] == "tcp://[2001:db8::7]:80"
    assert answer[0]["source_identifier"] == "192.0.2.7"


@pytest.mark.hostile("H15")
@given(title=st.text(), text=st.text(), product=st.text())
def test_no_text_adds_a_part_or_a_header(title: str, text: str, product: str) -> None:
    about = (replace(ITEM, title=title, product=product),)
    message = render(replace(REPORT, text=text, about=about), US)
    assert b"\n" not in message.replace(b"\r\n", b"")
    parts = list(parsed(message).iter_parts())
    assert [one.get_content_type() for one in parts] == [
        "text/plain", "message/feedback-report", "application/json",
    ]  # fmt: skip
    assert json.loads(parts[2].get_content())["description"] == f"{title}: 192.0.2.7:6379"
