"""The reference page of a check, shape, probe or detector, and the same for programs.

It is generated on request from the module's own docstring and record, so that no page is out of date.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping

from leftopen import catalogue
from leftopen.errors import NotFound
from leftopen.model.check import Check
from leftopen.model.detector import Detector
from leftopen.model.facts import Json
from leftopen.model.probe import Probe

CATALOGUES: Mapping[str, Callable[[], Mapping[str, object]]] = {
    "check": catalogue.checks,
    "shape": catalogue.shapes,
    "probe": catalogue.probes,
    "detector": catalogue.detectors,
}


def names(kind: str) -> list[str]:
    """The name of every module of that kind (`check`, `shape`, `probe`, `detector`), sorted."""
    return list(CATALOGUES[kind]())


def page(kind: str, name: str) -> str:
    """The page as Markdown, from its heading on. Raises NotFound."""
    return f"# {name}\n\n{_PAGES[kind](_known(kind, name))}"


def line(kind: str, name: str) -> dict[str, Json]:
    """The same as one JSON object. Raises NotFound."""
    found = _known(kind, name)
    return {"type": kind, "name": name, **_LINES[kind](found), "about": about(kind, found)}


def about(kind: str, name: str) -> str:
    """The module's docstring, as its author wrote it; a file's own description."""
    leaf = CATALOGUES[kind]()[name]
    if isinstance(leaf, Check | Detector | Probe) and leaf.about:
        return leaf.about
    return inspect.cleandoc(importlib.import_module(f"leftopen.{kind}s.{name}").__doc__ or "")


def _known(kind: str, name: str) -> str:
    if name not in CATALOGUES[kind]():
        raise NotFound(f"unknown {kind} {name!r}; see leftopen {kind} list")
    return name


def _check_page(name: str) -> str:
    check = catalogue.checks()[name]
    asks = "the protocol's anonymous identity (scope add --anonymous)" if check.anonymous else "no identity"
    deeper = f" to `{check.deepest}`" if check.deepest is not check.level else ""
    return (
        f"**{check.title}** · {check.severity} or more, by content · at most {check.requests} requests · "
        f"reads at level `{check.level}`{deeper} · uses {asks}\n\n"
        f"{about('check', name)}\n\n"
        f"Size: {check.sized_by}\n\n"
        f"Remedy: {_remedy(name)}\n\n" + "".join(f"- {reference}\n" for reference in check.references)
    )


def _remedy(name: str) -> str:
    """One paragraph for each part."""
    return "\n\n".join(map(str, catalogue.exposure_words(name, "en").remedy.parts()))


def _check_line(name: str) -> dict[str, Json]:
    check = catalogue.checks()[name]
    return {
        "title": check.title,
        "severity": check.severity.value,
        "requests": check.requests,
        "level": check.level.value,
        "deepest": check.deepest.value,
        "anonymous": check.anonymous,
        "sized_by": check.sized_by,
        "remedy": catalogue.exposure_words(name, "en").remedy.text(),
        "references": list(check.references),
    }


def _shape_page(name: str) -> str:
    shape = catalogue.shapes()[name]
    return (
        f"**{shape.title}** · {shape.severity} or more, by content · reads at level `listing` · uses no "
        f"identity\n\n{about('shape', name)}\n\nSize: {shape.sized_by}\n\nRemedy: {_remedy(name)}\n\n"
        + "".join(f"- {reference}\n" for reference in shape.references)
    )


def _shape_line(name: str) -> dict[str, Json]:
    shape = catalogue.shapes()[name]
    return {
        "title": shape.title,
        "severity": shape.severity.value,
        "sized_by": shape.sized_by,
        "remedy": shape.remedy,
        "references": list(shape.references),
    }


def _probe_page(name: str) -> str:
    ports = ", ".join(map(str, catalogue.probes()[name].ports)) or "none"
    return f"Usual ports: {ports} (recognised on any port)\n\n{about('probe', name)}\n"


def _probe_line(name: str) -> dict[str, Json]:
    probe = catalogue.probes()[name]
    return {"ports": list(probe.ports), "speaks_first": probe.opener is None, "over_tls": probe.over_tls}


def _detector_page(name: str) -> str:
    detector = catalogue.detectors()[name]
    kind = "personal" if detector.personal else "secret" if detector.secret else "not personal"
    kept = f"{kind}: masked wherever text is stored" if detector.hidden else kind
    message = f"{detector.category} · {detector.severity} · {kept}"
    return f"**{detector.label}** · {message}\n\n{about('detector', name)}\n"


def _detector_line(name: str) -> dict[str, Json]:
    detector = catalogue.detectors()[name]
    return {
        "label": detector.label,
        "category": detector.category.value,
        "severity": detector.severity.value,
        "personal": detector.personal,
        "secret": detector.secret,
    }


_PAGES: Mapping[str, Callable[[str], str]] = {
    "check": _check_page,
    "shape": _shape_page,
    "probe": _probe_page,
    "detector": _detector_page,
}
_LINES: Mapping[str, Callable[[str], dict[str, Json]]] = {
    "check": _check_line,
    "shape": _shape_line,
    "probe": _probe_line,
    "detector": _detector_line,
}
