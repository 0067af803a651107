"""The domain of a host name, without a list of public suffixes: two labels, or three below a country's suffix
such as `co.uk`."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 100

_BELOW_COUNTRIES = frozenset(
    ["ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "gv", "mil", "ne", "net", "nhs", "nom",
     "or", "org", "police", "sch"]
)  # fmt: skip


def domain(hostname: str) -> str:
    """For `a.b.example.co.uk` it is `example.co.uk`; a name of one label is its own."""
    labels = hostname.rstrip(".").lower()[-253:].rsplit(".", 3)
    if len(labels) < 3:
        return ".".join(labels)
    country = len(labels[-1]) == 2 and labels[-2] in _BELOW_COUNTRIES
    return ".".join(labels[-3:] if country else labels[-2:])


def domains(hostnames: Sequence[str]) -> list[str]:
    """Of the first hundred, each once."""
    if len(hostnames) < 2:
        return [domain(hostnames[0])] if hostnames else []
    return list(dict.fromkeys(map(domain, hostnames[:MOST])))
