from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from leftopen.exports.cases_sarif import writer
from leftopen.model.case import Case, CaseState
from leftopen.model.severity import Severity
from leftopen.model.writer import CaseRule
from leftopen.present.json_lines import case_line
from tests.exports.a_dossier import CASE

MAIL = CaseRule(
    id="mailbox_web_open", title="Web mailbox readable", remedy="set a password",
    references=("CWE-306", "https://example.org/mail"),
)  # fmt: skip
REDIS = CaseRule(id="redis_open", title="Redis readable", remedy="set requirepass")
OPEN = replace(CASE, id="a" * 32, check="redis_open", state=CaseState.OPEN, closed=None)


def run(*cases: Case) -> dict[str, Any]:
    lines = [{**case_line(case), "owner": "Example University\u202e"} for case in cases]
    log = json.loads(writer.write(lines, [MAIL, REDIS]))
    assert log["version"] == "2.1.0"
    assert "sarif-schema-2.1.0" in log["$schema"]
    [only] = log["runs"]
    return dict(only)


def test_every_check_is_one_rule_with_its_help() -> None:
    driver = run(CASE, OPEN, OPEN)["tool"]["driver"]
    assert driver["name"] == "leftopen"
    assert [rule["id"] for rule in driver["rules"]] == ["mailbox_web_open", "redis_open"]
    mail, redis = driver["rules"]
    assert (mail["help"]["text"], mail["shortDescription"]["text"]) == (
        "set a password",
        "Web mailbox readable",
    )
    assert mail["helpUri"] == "https://example.org/mail"
    assert "helpUri" not in redis


def test_every_case_is_one_result_at_its_endpoint() -> None:
    found = run(CASE, OPEN)
    for result, case in zip(found["results"], (CASE, OPEN), strict=True):
        assert result["ruleId"] == case.check
        assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == case.check
        assert result["partialFingerprints"] == {"case/v1": case.id}
        [location] = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "tcp://192.0.2.7:8080"
        assert case.endpoint in result["message"]["text"]
        assert "\u202e" not in result["properties"]["owner"]


def test_an_address_of_version_6_is_a_uri() -> None:
    [result] = run(replace(OPEN, endpoint="[2001:db8::7]:6379"))["results"]
    uri = urlsplit(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
    assert (uri.scheme, uri.hostname, uri.port) == ("tcp", "2001:db8::7", 6379)


@pytest.mark.parametrize(
    ("severity", "level"),
    [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "note"), ("info", "note")],
)
def test_the_level_follows_the_severity(severity: str, level: str) -> None:
    [result] = run(replace(OPEN, severity=Severity(severity)))["results"]
    assert result["level"] == level


def test_a_decided_case_is_suppressed() -> None:
    accepted, found = run(replace(OPEN, state=CaseState.ACCEPTED), OPEN)["results"]
    assert accepted["suppressions"] == [{"kind": "external", "status": "accepted"}]
    assert "suppressions" not in found
