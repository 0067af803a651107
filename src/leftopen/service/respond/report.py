"""Makes the signed impact report of a case."""

from __future__ import annotations

import hashlib
from pathlib import Path

from leftopen import __version__
from leftopen.cases import signed_file
from leftopen.errors import BadRequest, BadSetting
from leftopen.impact.respond import report, report_page
from leftopen.impact.respond.clocks import ClockState
from leftopen.model.facts import Json
from leftopen.service import keys
from leftopen.service.respond import log
from leftopen.service.respond.examine import answers, examine
from leftopen.service.respond.state import CaseResponse, all_clocks, load, require_intact
from leftopen.service.workspace import Workspace
from leftopen.service.write_file import write_named

NOT_SHOWN = (ClockState.ASKED, ClockState.NOT_APPLICABLE)
SUFFIXES = (".html", ".json")


def body(workspace: Workspace, found: CaseResponse, language: str) -> dict[str, Json]:
    """What is signed: every figure read from the stores now."""
    if language not in report.METHOD:
        raise BadRequest(f"unknown language {language[:20]!r}; known: {', '.join(report.METHOD)}")
    examined = examine(workspace, found)
    clocks = [one for one in all_clocks(workspace, found) if one.state not in NOT_SHOWN]
    return report.body(examined, answers(examined), clocks, found.entries, language, __version__)


def signed(workspace: Workspace, found: CaseResponse, language: str, suffix: str) -> bytes:
    """The bytes of NAME.html or NAME.json. Raises NotAllowed for a log that was changed, BadSetting."""
    if suffix not in SUFFIXES:
        raise BadSetting("use NAME.html (a browser prints it as PDF) or NAME.json")
    require_intact(found)
    made, key = body(workspace, found, language), keys.signing_key(workspace.config)
    if suffix == ".json":
        return signed_file.sign(made, key)
    return signed_file.sign_page(report_page.page(made), made, key)


def write(workspace: Workspace, prefix: str, out: Path, language: str, *, by: str = "") -> Path:
    """Raises NotFound, NotAllowed, BadRequest, BadSetting."""
    found = load(workspace, prefix)
    raw = signed(workspace, found, language, out.suffix)
    write_named(out, raw)
    log.export(workspace, found.case.id, "impact report", out, hashlib.sha256(raw).hexdigest(), by=by)
    return out
