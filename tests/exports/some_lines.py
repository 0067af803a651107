"""Observations as they are exported."""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.facts import Json
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.present.observation_json import observation_line
from tests.exports.a_dossier import AT, SEEN

HTTP: Json = {"status": 401, "title": "Mail", "server": "nginx", "favicon": {"hash": -5}}
VULNS: Json = {"CVE-2021-23017": {"verified": True}, "!CVE-2014-0160": {}, "CVE-2020-1938": {}}
WORD: dict[str, Json] = {"verdict": "unexamined", "unexamined": "no_check", "evidence": "no check for mpd"}
SSL: Json = {
    "jarm": "2ad2",
    "cert": {
        "subject": {"CN": "mail.example"},
        "issuer": {"CN": "Example CA", "O": "Example SA"},
        "fingerprint": {"sha1": "aa", "sha256": "bb"},
        "issued": "20230101000000Z",
        "expires": "99991231235959Z",
    },
}
SOMEWHERE = Location(country_code="FR", org="Example SA", asn=64500)


def one(data: str = "HTTP/1.1 200 OK\r\n\r\n", **changes: Json) -> dict[str, Json]:
    seen: Observation = replace(SEEN, data=data, location=SOMEWHERE, first_seen=AT)
    return observation_line(seen) | changes
