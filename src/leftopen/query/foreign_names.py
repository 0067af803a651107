"""Filters of other search engines (Censys, FOFA, ZoomEye), and ours that find the same."""

from __future__ import annotations

FOREIGN = {
    "app": "product", "asset_tag": "tag", "autonomous_system.asn": "asn", "autonomous_system.name": "org",
    "body": "http.html", "cert": "ssl", "dns.names": "hostname", "host": "hostname",
    "icon_hash": "http.favicon.hash", "iconhash": "http.favicon.hash", "jarm": "ssl.jarm", "labels": "tag",
    "location.city": "city", "location.country": "country", "location.country_code": "country",
    "operating_system.product": "os", "protocol": "module",
    "services.banner": "all", "services.http.response.body": "http.html",
    "services.http.response.favicons.shodan_hash": "http.favicon.hash",
    "services.http.response.html_title": "http.title", "services.http.response.status_code": "http.status",
    "services.jarm.fingerprint": "ssl.jarm", "services.port": "port", "services.service_name": "module",
    "services.software.product": "product", "services.software.vendor": "product",
    "services.software.version": "version", "services.tls.certificates.leaf_data.subject.common_name":
    "ssl.cert.subject.cn", "status_code": "http.status", "subdivisions": "region", "ver": "version",
}  # fmt: skip
