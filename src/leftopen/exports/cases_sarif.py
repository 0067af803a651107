"""A list of cases as SARIF 2.1.0 (OASIS, 2020), which code hosts and trackers of findings read: one rule a
check, one result a case, at the URI of its endpoint.

Decided cases are suppressed results. The fingerprint is the case, so that a reader follows it over time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.writer import CaseRule, CasesWriter
from leftopen.present.case_words import where
from leftopen.present.printable import printable

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Mapping[str, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
SUPPRESSED = ("accepted", "false_positive")
ENDED = ("closed", "withdrawn", "said_closed", "taken_over")
"""States of a case that is over: no result of today."""


def write(cases: Sequence[Mapping[str, Json]], rules: Sequence[CaseRule]) -> bytes:
    """One run, indented."""
    index = {rule.id: number for number, rule in enumerate(rules)}
    driver: dict[str, Json] = {
        "name": "leftopen",
        "rules": [_rule(rule) for rule in rules],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "results": [_result(case, index[str(case["check"])]) for case in cases],
    }
    log: dict[str, Json] = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2) + b"\n"


def _rule(rule: CaseRule) -> Json:
    fields: dict[str, Json] = {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.remedy},
    }
    web = next((one for one in rule.references if one.startswith("https://")), "")
    return fields | ({"helpUri": web} if web else {})


def _result(case: Mapping[str, Json], rule: int) -> Json:
    holds = case["holds"] if isinstance(case["holds"], dict) else {}
    what = ", ".join(f"{label} {count}" for label, count in holds.items())
    named = f" ({case['product']})" if case["product"] else ""
    text = f"{case['check']} at {where(case)}{named}, {case['state']}, first seen open {case['first_open']}"
    result: dict[str, Json] = {
        "ruleId": case["check"],
        "ruleIndex": rule,
        "kind": "pass" if case["state"] in ENDED else "fail",
        "level": "none" if case["state"] in ENDED else LEVELS[str(case["severity"])],
        "message": {"text": printable(text + (f"; contains {what}" if what else ""))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": f"tcp://{case['endpoint']}"}}}],
        "partialFingerprints": {"case/v1": case["id"]},
        "properties": {
            name: _shown(case.get(name))
            for name in ("state", "severity", "owner", "first_open", "last_open", "detected", "closed")
        },
    }
    if case["state"] in SUPPRESSED:
        result["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return result


def _shown(value: Json) -> Json:
    return printable(value) if isinstance(value, str) else value


writer = CasesWriter(format="sarif", write=write)
