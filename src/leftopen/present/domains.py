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
    """For `a.b.example.co.uk` it is `example.co.uk`; '' for a name of one label, an address, and what is no
    name."""
    labels = hostname.rstrip(".").lower()[-253:].rsplit(".", 3)
    if len(labels) < 2 or labels[-1].isdecimal() or labels[-1].endswith("]"):
        return ""
    country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _BELOW_COUNTRIES
    kept = labels[-3:] if country else labels[-2:]
    return ".".join(kept) if all(kept) else ""


def domains(hostnames: Sequence[str]) -> list[str]:
    """Of the first hundred, each once."""
    return list(dict.fromkeys(found for name in hostnames[:MOST] if (found := domain(name))))
