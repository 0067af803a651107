"""A FHIR server, which holds medical records: patients readable without authentication.

Requests the number of patients, at `/fhir` and, where nothing is there, at the root. No patient and no other
record is requested.

Open: the number, in a bundle of the standard's own form. *Data* when there are patients, *empty* when there
is none. Closed: 401, 403 or a login page. `/metadata` answers everyone by design; it proves nothing.

It applies to HAPI FHIR, with or without its own pages. False positives: a server of made-up patients for
tests.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import (
    Ask,
    Heard,
    Shown,
    denied_last,
    http_check,
    in_turn,
    served_by,
)
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

QUERY = "Patient?_summary=count&_format=json"
BELOW, ROOT = f"/fhir/{QUERY}", f"/{QUERY}"
BUNDLE: Shape = {"resourceType": "Bundle", "type": "searchset", "id": str, "total": int}


def shows(heard: Heard) -> Shown | None:
    """The server's own counter, at the last address that was asked for."""
    answer = value(heard[-1])
    total = number(value_at(answer, "total"))
    if total is None or not fits(answer, BUNDLE):
        return None
    return count_shown(total, "patient", kind=ExposureKind.DATA)


check = http_check(
    title="FHIR patients readable without authentication",
    remedy=(
        "Put the server behind a web server with TLS that requires a token for every path but "
        "`/fhir/metadata` (SMART on FHIR, OpenID Connect), or register an `AuthorizationInterceptor` in "
        "HAPI FHIR. Listen on loopback only (`server.address: 127.0.0.1` in application.yaml). Close port "
        "8080 in the firewall. If the patients are real, ask the data protection officer now: the time to "
        "report runs."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://hl7.org/fhir/search.html#summary",
        "https://hapifhir.io/hapi-fhir/docs/security/introduction.html",
    ),
    sized_by="patients from the server's own counter",
    applies=served_by("HAPI FHIR"),
    ask=Ask(path=BELOW),
    then=in_turn(Ask(path=ROOT), when=lambda first: first.status == 404),
    requests=2,
    shows=shows,
    refused=denied_last,
)
