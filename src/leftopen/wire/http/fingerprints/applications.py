"""Fingerprint rules for applications by the title or the server header that they give themselves, and for
the marks of `front_marks`."""

from __future__ import annotations

import re

from leftopen.wire.fingerprint import FingerprintRule
from leftopen.wire.http.fingerprints.front_marks import MARKS

_V = r"(?P<version>\d[\w.+~-]*)"
_TITLES = (
    ("Apache Airflow", "Airflow"),
    ("Zeppelin", "Zeppelin"),
    ("RethinkDB", "RethinkDB Administration Console"),
    ("Apache Flink", "Apache Flink Web Dashboard"),
    ("Kafka UI", "UI for Apache Kafka"),
    ("Kafka UI", "Kafbat UI"),
    ("LiteLLM", "LiteLLM API - Swagger UI"),
    ("Open WebUI", "Open WebUI"),
    ("Ray", "Ray Dashboard"),
    ("Jaeger", "Jaeger UI"),
    ("SonarQube", "SonarQube"),
    ("Metabase", "Metabase"),
    ("Apache Superset", "Superset"),
    ("Argo CD", "Argo CD"),
    ("Portainer", "Portainer"),
    ("Home Assistant", "Home Assistant"),
    ("Dozzle", "Dozzle"),
    ("Meilisearch", "Mini-dashboard | Meilisearch"),
)
"""Each: a product, and its whole title."""


def _titled(product: str, title: str) -> FingerprintRule:
    return FingerprintRule(product=product, on="title", pattern=f"^{re.escape(title)}$", example=title)


def _marked(product: str) -> FingerprintRule:
    return FingerprintRule(product=product, on="marks", pattern=f"^{re.escape(product)}$", example=product)


APPLICATIONS = (
    *(_titled(product, title) for product, title in _TITLES),
    *(_marked(product) for product in dict.fromkeys(mark.product for mark in MARKS)),
    FingerprintRule(
        product="Flowise",
        on="title",
        pattern=r"^Flowise - (?:Low-code LLM apps builder|Build AI Agents, Visually)$",
        example="Flowise - Build AI Agents, Visually",
    ),
    FingerprintRule(
        product="HAPI FHIR",
        on="powered",
        pattern=rf"^HAPI FHIR {_V} REST Server",
        example="HAPI FHIR 6.8.0 REST Server (FHIR Server; FHIR 4.0.1/R4)",
        version="6.8.0",
    ),
    FingerprintRule(product="ArangoDB", on="server", pattern=r"^ArangoDB$", example="ArangoDB"),
    FingerprintRule(
        product="PostgREST",
        on="server",
        pattern=rf"^postgrest/{_V}",
        example="postgrest/12.0.2",
        version="12.0.2",
    ),
    FingerprintRule(
        product="Nexus Repository",
        on="server",
        pattern=rf"^Nexus/{_V}",
        example="Nexus/3.61.0-02 (OSS)",
        version="3.61.0-02",
    ),
    FingerprintRule(
        product="Apache Tomcat",
        on="title",
        pattern=rf"^Apache Tomcat/{_V}$",
        example="Apache Tomcat/9.0.85",
        version="9.0.85",
        cpe="cpe:/a:apache:tomcat",
    ),
)
