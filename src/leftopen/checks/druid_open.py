"""Apache Druid, a database for events: readable without authentication.

Requests the state of the process with the names of its modules, and the list of datasources with their sizes.
No row is requested. Names are read in memory to count; none is stored.

Open: the state. *Metadata* when there are datasources, or when the list does not answer; *empty* when there
is none. Without authentication any visitor can query them and load data from files of the machine. Closed:
401, 403 or a login page. `/status/health` and the console answer in both cases; they prove nothing.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.facts import Json
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

STATUS, SOURCES = "/status", "/druid/coordinator/v1/datasources?simple"
STATE: Shape = {"version": str, "modules": list, "memory.maxMemory": int}
MODULE: Shape = {"name": str, "artifact": str}
SOURCE: Shape = {"name": str, "properties.segments.count": int}
OWN = "org.apache.druid."


def shows(heard: Heard) -> Shown | None:
    """The state proves it; the list tells how much there is."""
    state = value(heard[0])
    modules = value_at(state, "modules")
    if not isinstance(modules, list) or not fits(state, STATE) or not any(map(_own, modules)):
        return None
    sources = value(heard[1]) if len(heard) > 1 else None
    if not isinstance(sources, list) or not all(fits(source, SOURCE) for source in sources):
        return Shown(kind=ExposureKind.METADATA, said="state and modules")
    shown = count_shown(len(sources), "datasource")
    size = sum(number(value_at(source, "properties.segments.size")) or 0 for source in sources)
    return Shown(kind=shown.kind, said=shown.said, size=Size(records=len(sources), bytes=size))


def _own(module: Json) -> bool:
    return fits(module, MODULE) and str(value_at(module, "name")).startswith(OWN)


check = http_check(
    title="Apache Druid readable without authentication",
    remedy=(
        "In conf/druid/_common/common.runtime.properties, load `druid-basic-security` and set "
        '`druid.auth.authenticatorChain=["basic"]`, `druid.auth.authorizers=["basic"]` and '
        "`druid.escalator.type=basic`, each with its passwords. Restart every process. Listen on internal "
        "addresses only (`druid.host`). Close ports 8888, 8081, 8082, 8083 and 8090 in the firewall."
    ),
    severity=Severity.HIGH,
    reads=ReadLevel.LISTING,
    references=(
        "https://druid.apache.org/docs/latest/api-reference/data-management-api/",
        "https://druid.apache.org/docs/latest/operations/security-overview/",
    ),
    sized_by="datasources and their bytes from its own list",
    applies=served_by("Apache Druid"),
    ask=Ask(path=STATUS, limit=32 * 1024),
    then=in_turn(
        Ask(path=SOURCES, limit=24 * 1024, level=ReadLevel.LISTING), when=lambda first: first.status == 200
    ),
    requests=2,
    shows=shows,
)
