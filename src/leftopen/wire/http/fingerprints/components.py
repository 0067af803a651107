"""Which servers, proxies and frameworks carry a page, by its headers: each is named beside the application.

A response through a proxy has the marks of both. The names are those of Wappalyzer, which Shodan uses too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from leftopen.model.channel import Reply
from leftopen.model.component import Component
from leftopen.model.facts import Json

LONGEST = 300
MOST = 50
WEB, PROXY, CDN, CACHE = "Web servers", "Reverse proxies", "CDN", "Caching"
BALANCER, FRAMEWORK, LANGUAGE = "Load balancers", "Web frameworks", "Programming languages"

_V = r"(?P<version>\d[\w.+~-]{0,30})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRule:
    """`pattern` is searched in the header `on`; `example` is a value that it matches, `version` the one in
    it. `cpe` is a prefix for the version."""

    name: str
    categories: tuple[str, ...]
    on: str
    pattern: str
    example: str
    version: str = ""
    cpe: str = ""


def _server(name: str, pattern: str, example: str, version: str = "", cpe: str = "") -> ComponentRule:
    return ComponentRule(
        name=name,
        categories=(WEB,),
        on="server",
        pattern=pattern,
        example=example,
        version=version,
        cpe=cpe,
    )


def _mark(name: str, category: str, on: str, pattern: str, example: str) -> ComponentRule:
    return ComponentRule(name=name, categories=(category,), on=on, pattern=pattern, example=example)


RULES = (
    ComponentRule(
        name="Nginx",
        categories=(WEB, PROXY),
        on="server",
        pattern=rf"^nginx(?:/{_V})?",
        example="nginx/1.26.3",
        version="1.26.3",
        cpe="cpe:/a:f5:nginx",
    ),
    ComponentRule(
        name="OpenResty",
        categories=(WEB, PROXY),
        on="server",
        pattern=rf"^openresty(?:/{_V})?",
        example="openresty/1.25.3.1",
        version="1.25.3.1",
        cpe="cpe:/a:openresty:openresty",
    ),
    _server(
        "Apache HTTP Server",
        rf"^Apache(?:/{_V})?(?: |$)",
        "Apache/2.4.62 (Debian)",
        "2.4.62",
        "cpe:/a:apache:http_server",
    ),
    _server(
        "IIS",
        rf"^Microsoft-IIS/{_V}",
        "Microsoft-IIS/10.0",
        "10.0",
        "cpe:/a:microsoft:internet_information_services",
    ),
    _server("Lighttpd", rf"^lighttpd(?:/{_V})?", "lighttpd/1.4.79", "1.4.79", "cpe:/a:lighttpd:lighttpd"),
    _server("Tengine", rf"^Tengine(?:/{_V})?", "Tengine/3.1.0", "3.1.0"),
    _server("Angie", rf"^Angie(?:/{_V})?", "Angie/1.8.1", "1.8.1"),
    _server("LiteSpeed", r"^LiteSpeed", "LiteSpeed"),
    _server("Kestrel", r"^Kestrel", "Kestrel"),
    _server("gunicorn", rf"^gunicorn(?:/{_V})?", "gunicorn/20.0.4", "20.0.4", "cpe:/a:gunicorn:gunicorn"),
    _server("Uvicorn", r"^uvicorn$", "uvicorn"),
    _server("Jetty", rf"^Jetty\({_V}\)", "Jetty(9.4.48.v20220622)", "9.4.48.v20220622"),
    _server("TornadoServer", rf"^TornadoServer/{_V}", "TornadoServer/6.5.2", "6.5.2"),
    _mark("Caddy", WEB, "server", r"^Caddy", "Caddy"),
    _mark("Envoy", PROXY, "server", r"^(?:istio-)?envoy$", "istio-envoy"),
    _mark("Amazon ELB", BALANCER, "server", r"^awselb/", "awselb/2.0"),
    _mark("F5 BigIP", BALANCER, "server", r"^BigIP$", "BigIP"),
    _mark("Akamai", CDN, "server", r"^AkamaiGHost$", "AkamaiGHost"),
    _mark("Cloudflare", CDN, "server", r"^cloudflare$", "cloudflare"),
    _mark("Amazon CloudFront", CDN, "server", r"^CloudFront$", "CloudFront"),
    ComponentRule(
        name="Apache Traffic Server",
        categories=(CACHE, PROXY),
        on="server",
        pattern=rf"^ATS(?:/{_V})?$",
        example="ATS/9.2.5",
        version="9.2.5",
        cpe="cpe:/a:apache:traffic_server",
    ),
    ComponentRule(
        name="Squid",
        categories=(CACHE, PROXY),
        on="via",
        pattern=rf"\(squid(?:/{_V})?\)",
        example="1.1 made-up.example (squid/6.13)",
        version="6.13",
        cpe="cpe:/a:squid-cache:squid",
    ),
    _mark("Varnish", CACHE, "via", r"\bvarnish\b", "1.1 varnish (Varnish/7.5)"),
    _mark("Varnish", CACHE, "x-varnish", r"^\d", "32770 3"),
    _mark("Caddy", PROXY, "via", r"^[\d.]+ Caddy\b", "1.1 Caddy"),
    _mark("Amazon CloudFront", CDN, "via", r"\(CloudFront\)", "1.1 made-up.cloudfront.net (CloudFront)"),
    _mark("Kong", PROXY, "via", r"\bkong/", "1.1 kong/3.9.0"),
    _mark("Envoy", PROXY, "x-envoy-upstream-service-time", r"^\d", "12"),
    _mark("Kong", PROXY, "x-kong-upstream-latency", r"^\d", "3"),
    _mark("Cloudflare", CDN, "cf-ray", r"^[0-9a-f]{16}", "8f0a1b2c3d4e5f60-FRA"),
    ComponentRule(
        name="PHP",
        categories=(LANGUAGE,),
        on="x-powered-by",
        pattern=rf"^PHP/{_V}",
        example="PHP/8.2.28",
        version="8.2.28",
        cpe="cpe:/a:php:php",
    ),
    _mark("Express", FRAMEWORK, "x-powered-by", r"^Express$", "Express"),
    _mark("Microsoft ASP.NET", FRAMEWORK, "x-powered-by", r"^ASP\.NET", "ASP.NET"),
    _mark("Next.js", FRAMEWORK, "x-powered-by", r"^Next\.js", "Next.js"),
)

_COMPILED = tuple((rule, re.compile(rule.pattern)) for rule in RULES)
_ON = frozenset(rule.on for rule in RULES)


def find(front: Reply) -> tuple[Component, ...]:
    """What the headers of this response name, each once, in the order of the rules."""
    headers: dict[str, str] = {}
    for name, value in front.headers:
        lowered = name.lower()
        if lowered in _ON:
            headers.setdefault(lowered, value[:LONGEST])
    return merged(
        _component(rule, hit)
        for rule, pattern in _COMPILED
        if (attributes := headers.get(rule.on)) and (hit := pattern.search(attributes)) is not None
    )


def _component(rule: ComponentRule, found: re.Match[str]) -> Component:
    version = found.groupdict().get("version") or ""
    return Component(
        name=rule.name,
        categories=rule.categories,
        version=version,
        cpe=f"{rule.cpe}:{version}" if rule.cpe and version else "",
    )


def merged(found: Iterable[Component]) -> tuple[Component, ...]:
    """Each name once: the first with a version, else the first, with the categories of all."""
    known: dict[str, Component] = {}
    for one in found:
        other = known.get(one.name)
        if other is None and len(known) == MOST:
            continue
        best = one if other is None or (one.version and not other.version) else other
        categories = tuple(dict.fromkeys((*(other.categories if other else ()), *one.categories)))
        known[one.name] = best if best.categories == categories else replace(best, categories=categories)
    return tuple(known.values())


def cpe(found: Iterable[Component]) -> tuple[str, ...]:
    """The CPE names of those whose version is known."""
    return tuple(one.cpe for one in found if one.cpe)


def block(found: Iterable[Component]) -> dict[str, Json]:
    """Shodan's `http.components`: an object by name, with the categories; the versions are ours."""
    made: dict[str, Json] = {}
    for one in found:
        entry: dict[str, Json] = {"categories": [*one.categories]}
        made[one.name] = entry | {"versions": [one.version]} if one.version else entry
    return made
