"""Apache Solr: cores readable without authentication.

Requests the status of the cores, with the number of documents in each. No document is requested. Names are
read in memory to count; none is stored.

Open: the status. *Data* when a core has documents, *metadata* when there are only empty cores, *empty* when
there is no core. Closed: 401, 403 or a login page. The front page redirects in both cases; it proves nothing.

False positives: a search that is public on purpose; its administration should still be closed.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

SIGNS: Shape = {"responseHeader.status": 0, "responseHeader.QTime": int, "initFailures": dict}
CORE: Shape = {"name": str, "instanceDir": str}


def shows(heard: Heard) -> Shown | None:
    """The cores, and the sum of their documents and bytes."""
    answer = value(heard[0])
    cores = value_at(answer, "status")
    if not isinstance(cores, dict) or not fits(answer, SIGNS):
        return None
    if not all(fits(core, CORE) for core in cores.values()):
        return None
    shown = count_shown(len(cores), "core")
    documents, size = (
        sum(number(value_at(core, path)) or 0 for core in cores.values())
        for path in ("index.numDocs", "index.sizeInBytes")
    )
    kind = ExposureKind.DATA if documents else shown.kind
    reply = f"{format_count(documents, 'document')} in {shown.said}" if cores else "no cores"
    return Shown(kind=kind, said=reply, size=Size(records=documents, bytes=size))


check = http_check(
    title="Apache Solr readable without authentication",
    remedy=(
        "Create a security.json with the BasicAuthPlugin and `blockUnknown: true` (`bin/solr auth enable "
        "--type basicAuth --prompt true`). Listen on loopback only (`SOLR_JETTY_HOST=127.0.0.1` in "
        "solr.in.sh). Restart it. Close port 8983 in the firewall. Check for cores that you did not create."
    ),
    severity=Severity.HIGH,
    references=(
        "https://solr.apache.org/guide/solr/latest/configuration-guide/coreadmin-api.html",
        "https://solr.apache.org/guide/solr/latest/deployment-guide/basic-authentication-plugin.html",
    ),
    sized_by="documents from numDocs and bytes from sizeInBytes of its cores",
    applies=served_by("Apache Solr"),
    ask=Ask(path="/solr/admin/cores?action=STATUS&wt=json", limit=48 * 1024),
    shows=shows,
    refused=denied_or_gone,
)
