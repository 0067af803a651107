"""Apache HBase: the master readable without authentication.

Requests the counters of the master. No table, region or row is requested.

Open: the counters. *Metadata* when there are region servers, *empty* when there is none. The page shows the
names of all tables; where it asks for no login, the tables themselves can usually be read and changed at its
other ports. Closed: 401 (Kerberos), 403 or a login page. Unknown: any other response.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

NAME = "Hadoop:service=HBase,name=Master,sub=Server"
BEAN: Shape = {"name": NAME, "modelerType": "Master,sub=Server", "numDeadRegionServers": int}


def shows(heard: Heard) -> Shown | None:
    """The one bean that was asked for."""
    beans = value_at(value(heard[0]), "beans")
    if not isinstance(beans, list) or len(beans) != 1 or not fits(beans[0], BEAN):
        return None
    servers = number(value_at(beans[0], "numRegionServers"))
    return count_shown(servers, "region server") if servers is not None else None


check = http_check(
    title="Apache HBase master readable without authentication",
    remedy=(
        "Set `hbase.security.authentication` and `hbase.security.authentication.ui` to `kerberos`, and "
        "`hbase.security.authorization` to `true` in hbase-site.xml. Set `hbase.master.info.bindAddress` "
        "to `127.0.0.1` if no one else needs the page. Restart the cluster. Close ports 16000, 16010, "
        "16020, 16030, 8080 and 9090 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://hbase.apache.org/book.html#security",
        "https://hbase.apache.org/book.html#hbase_metrics",
    ),
    sized_by="region servers from its own counter; each holds many rows",
    applies=served_by("HBase Master"),
    ask=Ask(path=f"/jmx?qry={NAME}", limit=8192),
    shows=shows,
)
