"""HAPI FHIR with its tester's pages (templates of hapi-fhir-testpage-overlay), and the search of the FHIR
standard with `_summary=count`; `closed` with an AuthorizationInterceptor."""

from __future__ import annotations

from tests.servers.real import OPEN
from tests.servers.sim_pages import HTML, simulated
from tests.servers.sim_web import Said, as_json

PATIENTS = 42
PATH = "/fhir/Patient?_summary=count&_format=json"
POWERED = {"x-powered-by": "HAPI FHIR 6.8.0 REST Server (FHIR Server; FHIR 4.0.1/R4)"}
FHIR = POWERED | {"content-type": "application/fhir+json;charset=UTF-8"}
PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>Home</title></head><body>
<form action="" method="get" id="outerForm">
<input type="hidden" id="serverId" name="serverId" value="home"></input></form></body></html>"""


def bundle(total: int) -> Said:
    meta = {"lastUpdated": "2024-07-01T00:00:00.000+00:00", "tag": [{"code": "SUBSETTED"}]}
    answer = {"resourceType": "Bundle", "id": "made-up", "meta": meta, "type": "searchset", "total": total}
    return as_json(answer, FHIR)


def outcome(text: str, status: int, phrase: str) -> Said:
    issue = {"severity": "error", "code": "processing", "diagnostics": text}
    return as_json({"resourceType": "OperationOutcome", "issue": [issue]}, FHIR, status=status, phrase=phrase)


server = simulated(
    "fhir_open",
    product="HAPI FHIR",
    pages={"/": Said(headers=HTML, body=PAGE), PATH: bundle(PATIENTS)},
    empty={PATH: bundle(0)},
    denied=outcome("HAPI-0644: Missing or invalid Authorization header", 401, "Unauthorized"),
    opened=OPEN,
    missing=outcome("HAPI-0302: Unknown resource type", 404, "Not Found"),
    records=PATIENTS,
)
