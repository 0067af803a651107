"""Programs by a redirect, a header or the first bytes of their front page, one row each. Pure.

A row is a name of a program, or of what carries one; no row proves that anything is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.model.channel import Reply

_HOST = r"(?:https?://[^/]{1,255})?"
LOOKED_AT = 16384


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMark:
    """All that a row gives must hold. `statuses` () for any; `header` a name, and what its whole value
    matches; `body` is searched in the first 16 KiB. `example` is a value of the header or a body."""

    product: str
    example: str
    statuses: tuple[int, ...] = (200,)
    header: str = ""
    value: str = ""
    body: str = ""

    def shows(self, front: Reply, page: str) -> bool:
        """`page`: the text of `front` in which `body` is searched."""
        if self.statuses and front.status not in self.statuses:
            return False
        if self.header and not re.fullmatch(self.value, front.header(self.header)[:500]):
            return False
        return not self.body or re.search(self.body, page) is not None


def _away(product: str, path: str, example: str) -> FrontMark:
    """A redirect to a path that only this program has."""
    statuses = (301, 302, 303, 307, 308)
    return FrontMark(
        product=product, example=example, statuses=statuses, header="location", value=_HOST + path
    )


MARKS = (
    FrontMark(
        product="Jenkins", example="2.440.1", statuses=(), header="x-jenkins", value=r"\d[\w.+-]{0,40}"
    ),
    FrontMark(
        product="Kubernetes API",
        example='{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure"}',
        statuses=(401, 403),
        body=r'\A\{\s{0,8}"kind":\s?"Status",\s{0,8}"apiVersion":\s?"v1"',
    ),
    FrontMark(
        product="Kubernetes API",
        example='{"paths":["/.well-known/openid-configuration","/api","/api/v1","/apis"]}',
        body=r'\A\{\s{0,8}"paths":\s?\[\s{0,8}"/[^"]{0,80}",[^\]]{0,400}"/api/v1"',
    ),
    FrontMark(
        product="Meilisearch",
        example='{"status":"Meilisearch is running"}',
        body=r'\A\{"status":"Meilisearch is running"\}\s{0,2}\Z',
    ),
    FrontMark(
        product="ClickHouse",
        example="Ok.\n",
        header="content-type",
        value=r"text/html; charset=UTF-8",
        body=r"\AOk\.\n\Z",
    ),
    FrontMark(
        product="NiFi",
        example='<title>NiFi</title><meta http-equiv="Refresh" content="5; url=/nifi/">',
        statuses=(200, 404),
        body=r"<title>NiFi</title>[\s\S]{1,1500}/nifi/",
    ),
    FrontMark(
        product="HBase Master",
        example='<meta HTTP-EQUIV="REFRESH" content="0;url=/master-status"/>',
        body=r'content="0;url=/?master-status"',
    ),
    FrontMark(
        product="VictoriaMetrics",
        example="<h2>Single-node VictoriaMetrics</h2></br>",
        body=r"\A<h2>Single-node VictoriaMetrics</h2>",
    ),
    FrontMark(
        product="Spring Boot",
        example="<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping",
        statuses=(404,),
        body=r"<h1>Whitelabel Error Page</h1>",
    ),
    FrontMark(
        product="Spring Boot",
        example='{"timestamp":"2024-07-01T00:00:00.000+00:00","status":404,"error":"Not Found","path":"/"}',
        statuses=(404,),
        body=r'\A\{"timestamp":[^,]{1,40},"status":404,"error":"Not Found",(?:"message":"[^"]{0,80}",)?'
        r'"path":"/"\}\Z',
    ),
    FrontMark(
        product="Java HttpServer",
        example="<h1>404 Not Found</h1>No context found for request",
        statuses=(404,),
        body=r"\A<h1>404 Not Found</h1>No context found for request\Z",
    ),
    FrontMark(
        product="HAPI FHIR",
        example='<form id="outerForm">\n<input type="hidden" id="serverId" name="serverId" value="home">',
        body=r'id="outerForm">\s{0,20}<input type="hidden" id="serverId" name="serverId"',
    ),
    FrontMark(
        product="Artifactory",
        example="Artifactory/7.77.5 77705900",
        statuses=(),
        header="x-jfrog-version",
        value=r"Artifactory/[\w. -]{1,60}",
    ),
    _away("Apache Druid", r"/unified-console\.html", "/unified-console.html"),
    _away("H2O", r"/flow/index\.html", "/flow/index.html"),
    _away("Zipkin", r"/zipkin/?", "/zipkin/"),
    _away("Home Assistant", r"/onboarding\.html", "/onboarding.html"),
    _away("Apache Superset", r"/superset/welcome/?", "/superset/welcome/"),
)


def product(front: Reply) -> str:
    """The program of this front page, or ''."""
    page = front.body[:LOOKED_AT].decode("latin-1")
    return next((mark.product for mark in MARKS if mark.shows(front, page)), "")
