"""Transport rules: `TransportRules.csv` of Microsoft-Extractor-Suite (Get-TransportRules).

https://github.com/invictus-ir/Microsoft-Extractor-Suite : one row a rule, with Name, Description, CreatedBy,
WhenChanged and State. The description says in words what the rule does, in the language of the administrator:
a rule whose words leftopen does not know may send messages away too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leftopen.impact.logs.standing_export import Row, StandingExport, on
from leftopen.model.access_logs import StandingAccess, StandingKind

AWAY = re.compile(
    r"redirect the message to|blind carbon copy|\bbcc\b|\bcc\b|forward the message", re.IGNORECASE
)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _read(row: Row, file: str) -> Iterator[StandingAccess]:
    if not on(row["State"]):
        return
    words = row["Description"]
    away = AWAY.search(words)
    addresses = ADDRESS.findall(words[away.start() :]) if away else []
    yield StandingAccess(
        kind=StandingKind.TRANSPORT_RULE,
        owner="",
        to=", ".join(dict.fromkeys(addresses)),
        what=row["Name"],
        sure=bool(away),
        file=file,
    )


standing_export = StandingExport(
    title="transport rules",
    kind=StandingKind.TRANSPORT_RULE,
    needs=frozenset(("Name", "Description", "CreatedBy", "WhenChanged", "State")),
    read=_read,
)
