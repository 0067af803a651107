"""Makes the signed impact report of a case."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from leftopen import __version__
from leftopen.cases import signed_file
from leftopen.errors import BadSetting
from leftopen.impact.respond.clocks import NOT_RUNNING
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.reports import report, report_page
from leftopen.model.facts import Json
from leftopen.service.cases.signing import integrity
from leftopen.service.respond import log
from leftopen.service.respond.controller import language_of
from leftopen.service.respond.examine import answers, examine, facts_by_id
from leftopen.service.respond.outdated import REPORT, report_digest
from leftopen.service.respond.state import CaseResponse, all_clocks, load
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write_named
from leftopen.translate import ENGLISH

SUFFIXES = (".html", ".json")


def body(workspace: Workspace, found: CaseResponse, language: str) -> dict[str, Json]:
    """What is signed: every figure read from the stores now."""
    return _body(workspace, found, examine(workspace, found), language)


def _body(workspace: Workspace, found: CaseResponse, examined: Examined, language: str) -> dict[str, Json]:
    clocks = [one for one in all_clocks(workspace, found) if one.state not in NOT_RUNNING]
    return report.body(examined, answers(examined), clocks, found.entries, language, __version__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReport:
    """`raw`: the bytes of NAME.html or NAME.json; `facts`: the digest of the facts that it was made from."""

    raw: bytes
    facts: str


def sign(workspace: Workspace, found: CaseResponse, language: str, suffix: str) -> SignedReport:
    """Raises NotAllowed for records that were changed, BadRequest, BadSetting."""
    if suffix not in SUFFIXES:
        raise BadSetting("use NAME.html (a browser prints it as PDF) or NAME.json")
    integrity.require_case(workspace, found.case.id)
    examined, key = examine(workspace, found), keys.signing_key(workspace.config)
    as_json = suffix == ".json"
    asked = language or (ENGLISH if as_json else "")
    made = _body(workspace, found, examined, language_of(workspace, found.case, asked))
    return SignedReport(
        raw=signed_file.sign(made, key)
        if as_json
        else signed_file.sign_page(report_page.page(made), made, key),
        facts=report_digest(facts_by_id(examined)),
    )


def write(workspace: Workspace, prefix: str, out: Path, language: str, *, by: str = "") -> Path:
    """Raises NotFound, NotAllowed, BadRequest, BadSetting."""
    found = load(workspace, prefix)
    made = sign(workspace, found, language, out.suffix)
    write_named(out, made.raw)
    sha256 = hashlib.sha256(made.raw).hexdigest()
    log.export(workspace, found.case.id, REPORT, out, sha256, facts=made.facts, by=by)
    return out
