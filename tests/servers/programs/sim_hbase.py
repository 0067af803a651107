"""The master of Apache HBase 2: its front page (hbase-webapps/master/index.html of apache/hbase) and the bean
`Master,sub=Server` of its JMX servlet; `closed` asks for Kerberos."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, simulated
from tests.servers.sim_web import Said, as_json

SERVERS = 3
NAME = "Hadoop:service=HBase,name=Master,sub=Server"
PATH = f"/jmx?qry={NAME}"
PAGE = b'<html><head><meta HTTP-EQUIV="REFRESH" content="0;url=/master-status"/></head></html>'
KERBEROS = {"www-authenticate": "Negotiate", **HTML}


def bean(servers: int) -> Said:
    answer = {
        "name": NAME,
        "modelerType": "Master,sub=Server",
        "tag.liveRegionServers": ";".join(f"made-up-{at},16020,1719792000000" for at in range(servers)),
        "tag.isActiveMaster": "true",
        "mergePlanCount": 0,
        "averageLoad": 1.0,
        "numRegionServers": servers,
        "numDeadRegionServers": 0,
        "clusterRequests": 42,
    }
    return as_json({"beans": [answer]})


server = simulated(
    "hbase_open",
    product="HBase Master",
    pages={"/": Said(headers=HTML, body=PAGE), PATH: bean(SERVERS)},
    empty={PATH: bean(0)},
    denied=Said(
        status=401, phrase="Authentication required", headers=KERBEROS, body=b"<h2>HTTP ERROR 401</h2>"
    ),
    public=(),
    records=SERVERS,
)
