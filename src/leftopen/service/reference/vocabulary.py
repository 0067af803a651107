"""Tables of what a scan recognises, and the values that search filters accept."""

from __future__ import annotations

from leftopen import catalogue
from leftopen.service.reference import leaf_pages
from leftopen.sweep.port_lists import TOP1000


def ports() -> list[int]:
    """The ports that are scanned by default."""
    return list(TOP1000)


def protocols() -> dict[str, str]:
    """Every probe's name with the first line of its page."""
    pages = {name: leaf_pages.about("probe", name) for name in catalogue.probes()}
    return {name: page.partition("\n\n")[0].replace("\n", " ") for name, page in pages.items()}


def services() -> dict[str, str]:
    """Port, as text, to its usual protocol."""
    found: dict[int, str] = {}
    for name, probe in catalogue.probes().items():
        for port in probe.ports:
            found.setdefault(port, name)
    return {str(port): found[port] for port in sorted(found)}


def values(field: str) -> list[str]:
    """The values of a filter with a fixed list: checks and shapes, or detectors."""
    if field == "exposure":
        return sorted([*catalogue.checks(), *catalogue.shapes()])
    return sorted(catalogue.detectors()) if field == "holds" else []
