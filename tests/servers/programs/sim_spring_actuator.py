"""A Spring Boot 3 application as its reference of the Actuator's REST API describes it, with every endpoint
exposed; `closed` with `health` alone; the front page as BasicErrorController answers a client that is no
browser."""

from __future__ import annotations

from tests.servers.real import NOT_SERVED
from tests.servers.sim_pages import simulated
from tests.servers.sim_web import Said, as_json

SOURCES = ("server.ports", "systemProperties", "systemEnvironment", "applicationConfig: [made-up]")
NAMES = ("health", "health-path", "info", "env", "env-toMatch", "heapdump", "beans", "mappings")
ACTUATOR = {"content-type": "application/vnd.spring-boot.actuator.v3+json"}
FOUND = {
    "property": {"source": "systemProperties", "value": "******"},
    "activeProfiles": [],
    "defaultProfiles": ["default"],
    "propertySources": [{"name": name} for name in SOURCES],
}


def endpoints(*names: str) -> Said:
    links = {name: {"href": f"http://made-up/actuator/{name}", "templated": "-" in name} for name in names}
    return as_json(
        {"_links": {"self": {"href": "http://made-up/actuator", "templated": False}, **links}}, ACTUATOR
    )


def missing(path: str) -> Said:
    answer = {"timestamp": "2024-07-01T00:00:00.000+00:00", "status": 404, "error": "Not Found", "path": path}
    return as_json(answer, status=404, phrase="Not Found")


server = simulated(
    "spring_actuator_open",
    product="Spring Boot",
    pages={
        "/": missing("/"),
        "/actuator": endpoints(*NAMES),
        "/actuator/env/java.version": as_json(FOUND, ACTUATOR),
    },
    closed={
        "/actuator": endpoints("health", "health-path"),
        "/actuator/env/java.version": missing("/made-up"),
    },
    refused=NOT_SERVED,
    missing=missing("/made-up"),
    records=len(SOURCES),
)
