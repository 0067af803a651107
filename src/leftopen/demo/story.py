"""Stages the incident of February 2023 on loopback, from open servers to the signed proof.

Every step uses the product itself, on servers by other authors. Each result is compared with the staged data,
and the story stops with one clear line where a step did not really happen. The organisation, its people and
its mails are simulated, and the output says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from leftopen.demo.proof_check import check_proof, must
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.demo.stage import Stage
from leftopen.demo.who_read import stranger_reads, who_read
from leftopen.model.case import Case, CaseState
from leftopen.model.facts import Json
from leftopen.model.finding import Finding
from leftopen.model.read_level import ReadLevel
from leftopen.model.shape import Intent
from leftopen.model.verdict import Reason
from leftopen.present.humanize import format_bytes, format_count
from leftopen.scope.file import record
from leftopen.service.cases.signing import proofs
from leftopen.service.exclusions import scopes
from leftopen.service.notices.notify import notify
from leftopen.service.scanning.scan import ScanProgress, ScanRequest, scan
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings

CHECK_OF = {
    "mailbox": "mailbox_web_open",
    "webmail": "mailbox",
    "files": "directory_listing_open",
    "redis": "redis_open",
}
"""The check, or the shape, that finds each server."""

READ_SEED = 20
"""Which mails the stranger reads."""
SIMULATED = (
    "Simulated: the organisation, its people and its mails. Real: every server, every answer, every step."
    " One server was made for this demonstration: a web mail program that no check knows."
)


@dataclass(slots=True, kw_only=True)
class StoryResult:
    """What has happened so far; `moments` by the keys of `timeline.MOMENTS`."""

    moments: dict[str, datetime] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)


def flags(sink: SmtpSink) -> dict[str, object]:
    """The settings of the demonstration: only a mail server of its own."""
    return {
        "smtp_host": sink.host,
        "smtp_port": sink.port,
        "smtp_security": "none",
        "mail_from": "leftopen@demo.example",
        "contact": "mailto:leftopen@demo.example",
        "vantage": "loopback",
        "vantage_name": "demo",
    }


def tell(workspace: Workspace, stage: Stage, sink: SmtpSink, say: Callable[[str], None]) -> StoryResult:
    """The first act, step by step as a person types it: from open servers to the checked proof. Raises a
    LeftopenError."""
    result = StoryResult(moments={"opened": workspace.clock()})
    say(SIMULATED)
    places = ", ".join(f"{name} at {host}:{port}" for name, (host, port) in stage.endpoints.items())
    say(f"Open, without a password: {places}")
    asked = stranger_reads(stage, READ_SEED)
    say(
        f"An outsider (simulated) reads {format_count(len(asked), 'message')} of the web mail, "
        "before the scan."
    )
    _authorise(workspace, stage)
    _scan(workspace, stage, result, say)
    _holds(stage, result, say)
    _notify(workspace, stage, sink, result, say)
    stage.secure()
    say("The owner restarts every server with a password.")
    _verify(workspace, result, say)
    _prove(workspace, result, say)
    who_read(workspace, stage, result.cases["webmail"], asked, result.moments, say)
    return result


def _authorise(workspace: Workspace, stage: Stage) -> None:
    now = workspace.clock()
    scopes.add(
        workspace,
        [
            record(
                "127.0.0.0/8",
                authorised_by="leftopen demo",
                until=now + timedelta(days=1),
                now=now,
                level=ReadLevel.SAMPLE,
                org=stage.truth.unit,
                contact=f"mailto:soc@{stage.truth.domain}",
            )
        ],
    )


def _scan(workspace: Workspace, stage: Stage, result: StoryResult, say: Callable[[str], None]) -> None:
    ports = ",".join(str(port) for _, port in stage.endpoints.values())
    lines = asyncio.run(_lines(workspace, ScanRequest(words=("127.0.0.1",), ports=ports)))
    seen = {line["port"]: line for line in lines if line["type"] == "observation"}
    missing = [name for name, (_, port) in stage.endpoints.items() if port not in seen]
    must(not missing, f"the scan did not see {', '.join(missing)}")
    for name, check in CHECK_OF.items():
        if name in stage.endpoints:
            result.cases[name] = _case(workspace, check, stage.endpoints[name][1])
            finding = Findings(workspace.store.records).newest(result.cases[name].finding)
            must(finding is not None, f"the finding of {name} was not kept")
            assert finding is not None
            result.findings[name] = finding
    result.moments["seen"] = max(_seen_at(seen[stage.endpoints[name][1]]) for name in result.findings)
    result.moments["proved"] = max(finding.judged.at for finding in result.findings.values())
    for name, finding in result.findings.items():
        line = seen[stage.endpoints[name][1]]
        named = f"{line['product']} {line['version']}" if line["product"] else "a program that no check knows"
        say(f"Found {named} on port {line['port']}: OPEN, {finding.judged.verdict.why}.")


def _seen_at(line: Mapping[str, Json]) -> datetime:
    return datetime.fromisoformat(str(line["timestamp"])).replace(tzinfo=UTC)


async def _lines(workspace: Workspace, wanted: ScanRequest) -> list[Mapping[str, Json]]:
    def progress(now: ScanProgress) -> None:
        """The story ends before a progress line would help."""

    return [line async for line in scan(workspace, wanted, progress, asyncio.Event())]


def _case(workspace: Workspace, check: str, port: int) -> Case:
    found = [
        case for case in Cases(workspace.store.records).list() if case.check == check and case.port == port
    ]
    must(len(found) == 1, f"{check} on port {port}: {len(found)} cases where there should be one")
    return found[0]


def _holds(stage: Stage, result: StoryResult, say: Callable[[str], None]) -> None:
    """Compares the scan's findings about the mailbox with its actual content."""
    finding, truth = result.findings["mailbox"], stage.truth
    held = {held.label: held for held in finding.evidence.holds}
    size = finding.size
    must(size.records == truth.count, f"the mailbox holds {truth.count} mails, the scan says {size.records}")
    must("sf86" in held, "the filled SF-86 was not recognised")
    must("us_ssn" in held, "no social security number was recognised")
    must(
        any(domain == truth.domain for domain, _ in finding.evidence.origins),
        f"the mail domain {truth.domain} was not recognised",
    )
    must(
        any(truth.unit in unit for unit, _ in finding.evidence.units),
        f"the unit {truth.unit} was not recognised",
    )
    shown = " ".join(example for one in held.values() for example in one.examples)
    must(not any(ssn in shown for ssn in truth.ssns), "an example was shown unmasked")
    result.moments["held"] = result.moments["owner"] = result.moments["proved"]
    dated = f", from {size.oldest:%Y} to {size.newest:%Y}" if size.oldest and size.newest else ""
    amount = f", {format_bytes(size.bytes)}" if size.bytes else ""
    say(f"By the mailbox's own counters: {format_count(size.records or 0, 'mail')}{amount}{dated}.")
    for label, one in held.items():
        examples = f": {', '.join(one.examples)}" if one.examples else ""
        say(f"  {label}, {format_count(one.count, 'time')} in {finding.evidence.items} items read{examples}")
    units = ", ".join(unit for unit, _ in finding.evidence.units[:2])
    say(f"It belongs to {units} ({finding.evidence.origins[0][0]}). Severity: {finding.severity}.")
    _letters(stage, result.findings["webmail"], say)
    say("Cases: " + ", ".join(f"{case.id[:8]} {case.check}" for case in result.cases.values()))


def _letters(stage: Stage, finding: Finding, say: Callable[[str], None]) -> None:
    """Compares what the shape of the web mail program's page shows with its mails."""
    shown = finding.size.records or 0
    must(0 < shown <= stage.letters, f"the web mail holds {stage.letters} mails, the scan says {shown}")
    must(finding.judged.intent is Intent.LEFT_OPEN, "the web mail was not recognised as left open")
    labels = ", ".join(held.label for held in finding.evidence.holds)
    must(bool(labels), "nothing was recognised in the web mail")
    say(f"By the shape of its page, at {finding.judged.endpoint}: {format_count(shown, 'mail')} ({labels}).")


def _notify(
    workspace: Workspace, stage: Stage, sink: SmtpSink, result: StoryResult, say: Callable[[str], None]
) -> None:
    for case in result.cases.values():
        sent = asyncio.run(notify(workspace, case.id))
        must(
            sent.receipt is not None and sent.receipt.accepted,
            "the owner's mail server did not take the notice",
        )
    must(sink.wait(len(result.cases), 10), "the notices did not arrive")
    arrived = b"\n".join(sink.received).decode("utf-8", "replace")
    must(not any(ssn in arrived for ssn in stage.truth.ssns), "a notice held personal data unmasked")
    result.moments["told"] = workspace.clock()
    arrived_words = format_count(len(sink.received), "notice")
    say(f"The owner (soc@{stage.truth.domain}) has {arrived_words}, by SMTP, masked.")


def _verify(workspace: Workspace, result: StoryResult, say: Callable[[str], None]) -> None:
    for name, case in result.cases.items():
        verified = asyncio.run(verify(workspace, case.id))
        verdict = verified.judged.verdict
        must(
            verified.case.state is CaseState.CLOSED and verdict.reason is Reason.PASSWORD_ASKED,
            f"{name} was secured, and leftopen says {verified.case.state}: {verdict.why}",
        )
        result.cases[name] = verified.case
        say(f"Looked again at {case.endpoint} with the same check: {verdict.state}, {verdict.why}.")
    result.moments["closed"] = max(case.closed for case in result.cases.values() if case.closed)


def _prove(workspace: Workspace, result: StoryResult, say: Callable[[str], None]) -> None:
    """A separate process checks the proof, with only the file and the public key."""
    result_of_check = check_proof(proofs.make(workspace, result.cases["mailbox"].id), workspace.config)
    checked, broken = Cases(workspace.store.records).verify_chain()
    must(not broken, f"the event chain is broken: {broken}")
    result.moments["proof"] = workspace.clock()
    say(f"Proof of closure, checked by a separate process: {result_of_check}.")
    say(f"Event chain: {format_count(checked, 'event')}, each bound to the one before.")
