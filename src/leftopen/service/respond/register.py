"""The register of breaches (article 33, paragraph 5 of the GDPR): one row for each case with a response."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from leftopen.errors import BadSetting
from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.answers.what_is_done import TO_AUTHORITY
from leftopen.present.csv_cell import csv_cell
from leftopen.service.cases.signing import integrity
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write_named
from leftopen.store.records.entities.cases.responses import Responses

UNKNOWN = "not examined"
FACTS = {
    "controller": "organisation.name",
    "what happened": "case.what",
    "open since": "since.begin",
    "open until": "since.end",
    "known since": "response.aware",
    "how it became known": "response.how",
    "people": "whose.people",
    "documents": "amount.documents",
    "read by others": "readers.items.served",
    "closed": "response.closed",
    "authority notified": "response.authority",
}
"""The columns that say a fact, as the answers have it now."""
TITLES = ("case", *FACTS, "categories of data", "likely consequences", "decisions", "reference", "high risk")


def write(workspace: Workspace, out: Path, *, by: str = "") -> Path:
    """As NAME.csv. Raises BadSetting for another format, NotAllowed for records that were changed from
    outside."""
    if out.suffix != ".csv":
        raise BadSetting("use NAME.csv")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(TITLES)
    for case in sorted(Responses(workspace.store.records).cases()):
        writer.writerow(map(csv_cell, row(workspace, case)))
    write_named(out, text.getvalue().encode())
    audit_log.record(workspace, by or os_user(), "exported register of breaches", out.name)
    return out


def row(workspace: Workspace, case: str) -> list[str]:
    """As `TITLES`; a fact that there is not, or that nobody examined, is in words. Raises NotAllowed."""
    integrity.require_case(workspace, case)
    found = load(workspace, case)
    examined = examine(workspace, found)
    facts = facts_by_id(examined)
    kinds = letter_texts.of_people(examined.assessed.kinds if examined.assessed else ())
    country = examined.controller.country if examined.controller else ""
    tables = letter_texts.texts()
    lists = (letter_texts.rows_for(table, kinds, country) for table in (tables.boxes, tables.harms))
    response, risk = found.response, found.response.answers.get("high_risk")
    told = [response.met[name].how for name in TO_AUTHORITY if name in response.met]
    return [
        case,
        *(str(facts[id].outward or facts[id].said) if id in facts else UNKNOWN for id in FACTS.values()),
        *("; ".join(one.text for one, _ in table) or UNKNOWN for table in lists),
        "; ".join(f"{one.body['what']}: {one.body['why']}" for one in response.decisions),
        "; ".join(told),
        f"{risk.word.value} ({risk.why})" if risk else "not answered",
    ]
