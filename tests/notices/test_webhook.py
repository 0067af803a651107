"""Bodies of webhooks: what each system gets, and that no text of a target can be more than a text."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadAddress
from leftopen.formats.webhook_body import forms, target
from leftopen.model.notice import Notice, NoticeItem
from leftopen.notices.webhook import render, sender

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
ITEM = NoticeItem(
    endpoint="192.0.2.7:6379", address="192.0.2.7", port=6379, title="Redis readable without authentication",
    severity="high", check="redis_open", case="c1", product="Redis", first_open=NOON, holds={"us_ssn": 3},
)  # fmt: skip
NOTICE = Notice(
    id="0123abcd", case="c1", to="https://hooks.example.org/x", subject="[c1] Redis is readable",
    text="What: Redis\n\nWhere: 192.0.2.7:6379\n", written=NOON, about=(ITEM, replace(ITEM, port=6380)),
)  # fmt: skip
US = "leftopen@example.org"
HOST = "tracker.example.org/api"


def body(to: str, **more: Any) -> Any:
    return json.loads(render(replace(NOTICE, to=to, **more), US))


@dataclass
class Posted:
    """An `Outbound` that keeps what it is given."""

    sent: list[tuple[str, bytes, str, str]] = field(default_factory=list)

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        raise AssertionError("a webhook is not mailed")

    async def apprise(self, name: str, title: str, text: str) -> str:
        raise AssertionError("not through Apprise")

    async def stream(self, url: str, data: bytes) -> str:
        raise AssertionError("not a stream")

    async def post(self, url: str, body: bytes, content_type: str, *, key: str = "") -> str:
        self.sent.append((url, body, content_type, key))
        return "HTTP 204"


async def sending(notice: Notice, out: Posted) -> str:
    return await sender.send(notice, US, out)


def test_the_usual_body_says_everything_as_data() -> None:
    answer = body("https://hooks.example.org/x")
    assert (answer["id"], answer["severity"], answer["subject"]) == ("0123abcd", "high", NOTICE.subject)
    assert answer["text"] == NOTICE.text
    assert answer["written"].startswith("2026-11-28T12:00:00")
    assert [(one["ip"], one["port"], one["holds"]) for one in answer["about"]] == [
        ("192.0.2.7", 6379, {"us_ssn": 3}), ("192.0.2.7", 6380, {"us_ssn": 3}),
    ]  # fmt: skip


def test_jira_gets_an_issue_of_the_named_project() -> None:
    fields = body(f"jira+https://{HOST}#project=SEC&type=Bug")["fields"]
    assert (fields["project"], fields["issuetype"]) == ({"key": "SEC"}, {"name": "Bug"})
    assert fields["description"] == f"{{noformat}}\n{NOTICE.text}{{noformat}}"
    assert fields["labels"] == ["leftopen", "severity-high"]


def test_servicenow_gets_an_incident_that_it_can_correlate() -> None:
    answer = body(f"servicenow+https://{HOST}")
    assert (answer["urgency"], answer["correlation_id"]) == ("1", "0123abcd")
    assert body(f"servicenow+https://{HOST}", about=())["urgency"] == "3"


@pytest.mark.parametrize(("form", "name"), [("github", "body"), ("gitlab", "description")])
def test_an_issue_shows_the_text_as_code(form: str, name: str) -> None:
    answer = body(f"{form}+https://{HOST}", text="@everyone ![x](https://example.org/)\n```\nend\n")
    assert answer["title"] == NOTICE.subject
    assert all(line.startswith("    ") for line in answer[name].splitlines())


def test_thehive_gets_an_alert_with_observables() -> None:
    answer = body(f"thehive+https://{HOST}")
    assert (answer["severity"], answer["sourceRef"], answer["type"]) == (3, "0123abcd", "external")
    assert answer["observables"][0] == {
        "dataType": "ip", "data": "192.0.2.7",
        "message": "Redis readable without authentication at 192.0.2.7:6379",
    }  # fmt: skip


def test_misp_gets_an_event_of_one_identity() -> None:
    event = body(f"misp+https://{HOST}")["Event"]
    assert event["uuid"] == body(f"misp+https://{HOST}")["Event"]["uuid"]
    assert event["date"] == "2026-11-28"
    assert [one["value"] for one in event["Attribute"]] == ["192.0.2.7|6379", "192.0.2.7|6380"]
    assert body(f"misp+https://{HOST}", about=())["Event"]["Attribute"] == []


def test_slack_gets_a_text_without_links_and_mentions() -> None:
    answer = body(f"slack+https://{HOST}", text="<!everyone> <https://x.example/|a> & b\n")
    assert answer == {"text": f"{NOTICE.subject}\n\n&lt;!everyone&gt; &lt;https://x.example/|a&gt; &amp; b\n"}


def test_it_is_posted_without_the_form_and_its_parameters() -> None:
    posted = Posted()
    notice = replace(NOTICE, to=f"jira+https://{HOST}?a=b#project=SEC")
    assert asyncio.run(sending(notice, posted)) == "HTTP 204"
    assert posted.sent == [(f"https://{HOST}?a=b", render(notice, US), "application/json", "0123abcd")]


@pytest.mark.parametrize(
    "to",
    [
        "pigeon+https://x.example/",
        "jira+https://x.example/",
        "https://x.example/#a=b",
        "jira+https://x#project=A&x=y",
    ],
)
def test_an_unknown_form_or_parameter_is_refused(to: str) -> None:
    with pytest.raises(BadAddress):
        target(to)


@pytest.mark.hostile("H15")
@pytest.mark.parametrize("form", forms())
@given(text=st.text(), title=st.text())
def test_any_text_stays_a_text(form: str, text: str, title: str) -> None:
    to = f"{form}+https://{HOST}" + ("#project=SEC" if form == "jira" else "")
    plain = body(to if form != "json" else f"https://{HOST}")
    odd = body(
        to if form != "json" else f"https://{HOST}", text=text, subject=title,
        about=(replace(ITEM, title=title), ITEM),
    )  # fmt: skip
    assert _shape(odd) == _shape(plain)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(below) for name, below in value.items()}
    return [_shape(below) for below in value] if isinstance(value, list) else type(value)
