"""Jolokia's agent for any Java program as its reference describes the protocol; `closed` with a user and a
password; the front page as the JDK's HttpServer answers outside `/jolokia`."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, simulated
from tests.servers.sim_web import Said, as_json

DOMAINS = ("java.lang", "java.nio", "java.util.logging", "jolokia", "JMImplementation")
JSON = {"content-type": "application/json; charset=utf-8", "cache-control": "no-cache"}
AGENT = {
    "agent": "1.7.2",
    "protocol": "7.2",
    "config": {"agentType": "jvm"},
    "info": {"product": "", "vendor": ""},
}
NONE = Said(
    status=404, phrase="Not Found", headers=HTML, body=b"<h1>404 Not Found</h1>No context found for request"
)


def answer(kind: str, value: object) -> Said:
    return as_json({"request": {"type": kind}, "value": value, "timestamp": 1719792000, "status": 200}, JSON)


server = simulated(
    "jolokia_open",
    product="Java HttpServer",
    pages={
        "/": NONE,
        "/jolokia/version": answer("version", AGENT),
        "/jolokia/list?maxDepth=1": answer("list", dict.fromkeys(DOMAINS, 1)),
    },
    denied=Said(status=401, phrase="Unauthorized", headers={"www-authenticate": 'Basic realm="jolokia"'}),
    missing=NONE,
    records=len(DOMAINS),
)
