"""Fields of any service: address, owner, software, times."""

from __future__ import annotations

from leftopen.query.fields.field import Kind, plain, rare

_ANYTHING = (
    "data product version info os device hostnames domains tags cpe vulns org isp city country "
    "country_name region identity name blocks"
)

ADDRESS = (
    plain("port", Kind.NUMBER, "port", "port number", "8443", "80"),
    plain("ip", Kind.NET, "address", "one address", "192.0.2.7", "192.0.2.8"),
    plain(
        "net",
        Kind.NET,
        "address",
        "addresses of ranges, IPv4 and IPv6",
        "192.0.2.0/24",
        "2001:db8::/32",
        facet=False,
    ),
    plain("has_ipv6", Kind.YES, "has_ipv6", "whether the address is IPv6", "no", "yes", facet=False),
    plain("transport", Kind.IS, "transport", "tcp or udp", "tcp", "udp"),
    plain("hostname", Kind.CONTAINS, "hostnames", "a part of a host name", ".example", "example.mil"),
    plain("domain", Kind.IS, "domains", "a domain, without the host", "example.org", "example"),
    plain("name", Kind.IS, "name", "requested host name (SNI, Host header)", "mail*", "example.org"),
    plain("country", Kind.IS, "country country_name", "two letters, or the name", "NL", "N"),
    plain("region", Kind.IS, "region", "code of the region", "NH", "NHX"),
    plain("state", Kind.IS, "region", "the same as region", "nh", "n"),
    plain("city", Kind.IS, "city", "city", '"San Diego,Amsterdam"', "Amster"),
    plain("postal", Kind.IS, "postal", "postal code", "1012", "10"),
    plain(
        "geo",
        Kind.GEO,
        "geo",
        "around a point (latitude,longitude,km; default 5 km), or in a box (north,west,south,east)",
        "52.37,4.89,10",
        "52.37,4.89,1",
        facet=False,
    ),
    plain("asn", Kind.ASN, "asn", "AS number", "AS64500", "64501"),
    plain("org", Kind.CONTAINS, "org", "organisation that owns the address", "university", "bank"),
    plain("isp", Kind.CONTAINS, "isp", "ISP that announces the address", "networks", "telecom"),
    plain("cloud.provider", Kind.IS, "cloud_provider", "cloud provider", "Amazon", "Ama"),
    plain("cloud.region", Kind.IS, "cloud_region", "its region", "eu-west-1", "eu-west"),
    plain("cloud.service", Kind.IS, "cloud_service", "its service", "ec2", "s3"),
    plain("link", Kind.IS, "link", "kind of the link", '"Ethernet or modem"', "Ethernet"),
)

SOFTWARE = (
    plain("module", Kind.IS, "module", "protocol of the service, such as http or redis", "https", "htt"),
    plain("shodan.module", Kind.IS, "module", "the same as module", "http*", "ssh", facet=False),
    plain("product", Kind.CONTAINS, "product", "name of the software", "NGIN", "apache"),
    plain("version", Kind.CONTAINS, "version", "its version", "1.22", "1.23"),
    plain("info", Kind.CONTAINS, "info", "other information from the service", "ubuntu", "debian"),
    plain("os", Kind.CONTAINS, "os", "operating system", "linux", "windows"),
    plain("device", Kind.CONTAINS, "device", "kind of device", "router", "webcam"),
    plain("cpe", Kind.CPE, "cpe", "a CPE name or a part of it, in either form", "cpe:/a:nginx", "cpe:/a:f5"),
    plain("tag", Kind.IS, "tags", "tag", "cloud", "clou"),
    plain("vuln", Kind.IS, "vulns", "CVE ID of a vulnerability", "CVE-2021-23017", "CVE-2014-0160"),
    rare("vuln.verified", Kind.IS, "CVE ID of a verified vulnerability", "cve-2021-23017", "CVE-2021-3618"),
    plain(
        "has_vuln", Kind.YES, "has_vuln", "whether any vulnerability is known", "true", "false", facet=False
    ),
    plain(
        "identity", Kind.CONTAINS, "identity", "the service's own identity, such as its host key", "key:", "z"
    ),
    plain("tls", Kind.YES, "tls", "whether the connection used TLS", "yes", "no"),
    plain("uptime", Kind.NUMBER, "uptime", "uptime in minutes", ">1000", "<1000"),
)

SEEN = (
    plain("hash", Kind.NUMBER, "hash", "Shodan's hash of the banner", "-5", "0"),
    plain(
        "all",
        Kind.CONTAINS,
        _ANYTHING,
        "in any text of the service, not only in the banner",
        "amsterdam",
        "rotterdam",
        facet=False,
    ),
    plain("has_screenshot", Kind.YES, "has_screenshot", "whether there is a screenshot", "true", "false"),
    rare("screenshot.hash", Kind.NUMBER, "hash of the screenshot", "77", "78"),
    rare("screenshot.label", Kind.IS, "content of the screenshot", "login", "log"),
    plain(
        "before",
        Kind.BEFORE,
        "timestamp",
        "seen before this day",
        "09/02/2023",
        "08/02/2023",
        facet=False,
    ),
    plain(
        "after", Kind.AFTER, "timestamp", "seen on this day or later", "08/02/2023", "09/02/2023", facet=False
    ),
    plain("timestamp", Kind.DAY, "timestamp", "seen on this day", "08/02/2023", "07/02/2023", facet=False),
    plain(
        "last_seen",
        Kind.DAY,
        "timestamp",
        "day of the latest observation",
        ">=2023-02-08",
        ">08/02/2023",
        facet=False,
    ),
    plain(
        "first_seen",
        Kind.DAY,
        "first_seen",
        "day of the first observation",
        "<2023-02-08",
        "<=01/02/2023",
        facet=False,
    ),
    plain(
        "alive",
        Kind.YES,
        "alive",
        "false: it is gone (refused, or silent on a host that answers)",
        "yes",
        "no",
    ),
    plain("scan", Kind.PREFIX, "scan", "ID of the scan", "5ca1", "5cb2"),
    plain("id", Kind.ID, "id", "beginning of the observation ID", "00ab", "01", facet=False),
    plain(
        "service",
        Kind.ID,
        "service parent",
        "beginning of the ID of a service, or of one of its sites",
        "11",
        "12",
        facet=False,
    ),
    plain("realm", Kind.IS, "realm", "network that the address belongs to", "internet", "home"),
    plain(
        "vantage",
        Kind.IS,
        "vantage place",
        "vantage: a name, or internet, inside, loopback",
        "inside",
        "out",
    ),
    rare("asset", Kind.IS, "asset group named at import", "campus", "camp"),
)
