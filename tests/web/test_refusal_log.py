"""What is logged of refused requests, and how much."""

from __future__ import annotations

import pytest

from leftopen.web.refusal_log import RefusalLog
from tests.web.inside import Inside

SCOPE = {"method": "POST", "path": "/internetdb/a-secret-key/192.0.2.1", "client": ("192.0.2.9", 5)}


def test_a_refused_request_is_logged_without_what_may_be_secret(
    inside: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    assert inside.client.get("/api-info", params={"key": "a-secret-key"}).status_code == 401
    [line] = [one.getMessage() for one in caplog.records if "refused" in one.getMessage()]
    assert line.startswith("refused with 401: GET '/api-info' from ")
    assert "secret" not in line


def test_only_the_first_word_of_a_path_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    RefusalLog(monotonic=lambda: 0.0).note(SCOPE, 403)
    assert caplog.messages == ["refused with 403: POST '/internetdb' from 192.0.2.9"]


def test_what_is_no_refusal_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    for status in (200, 303, 404, 429, 500):
        RefusalLog(monotonic=lambda: 0.0).note(SCOPE, status)
    assert caplog.messages == []


def test_a_flood_is_bounded_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    log = RefusalLog(monotonic=lambda: now[0])
    for _ in range(200):
        log.note(SCOPE, 401)
    assert len(caplog.messages) == 50
    now[0] = 1.0
    log.note(SCOPE, 401)
    assert caplog.messages[-1] == "150 more refused requests were not logged"
