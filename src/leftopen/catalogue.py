"""Finds the one object that each file of the leaf folders binds. File name = identifier; no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from leftopen.model.check import Check
from leftopen.model.detector import Detector
from leftopen.model.import_reader import ImportReader
from leftopen.model.notice import Contact, Sender
from leftopen.model.probe import Probe
from leftopen.model.ranges import RangesReader
from leftopen.model.reader import Reader
from leftopen.model.shape import Shape
from leftopen.model.writer import LinesWriter, Writer

Leaf = TypeVar("Leaf")


def load(folder: str, bound: str, kind: type[Leaf], other: type | None = None) -> Mapping[str, Leaf]:
    """Every leaf of one folder by name, in name order; those of the `other` kind that lives there too are
    left out. A file that binds neither is an error that names the file, so that a typo can't silently switch
    a check off."""
    package = importlib.import_module(f"leftopen.{folder}")
    leaves = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.ispkg or info.name.startswith("_"):
            continue
        leaf = getattr(importlib.import_module(f"leftopen.{folder}.{info.name}"), bound, None)
        if other is not None and isinstance(leaf, other):
            continue
        if not isinstance(leaf, kind):
            raise TypeError(f"leftopen/{folder}/{info.name}.py must bind `{bound}` to a {kind.__name__}")
        leaves[info.name] = leaf
    return leaves


@cache
def probes() -> Mapping[str, Probe]:
    return load("probes", "probe", Probe)


@cache
def checks() -> Mapping[str, Check]:
    return load("checks", "check", Check)


@cache
def shapes() -> Mapping[str, Shape]:
    return load("shapes", "shape", Shape)


def exposure(name: str) -> Check | Shape:
    """The check or shape of that name, for its title, remedy and severity. Raises KeyError."""
    return checks().get(name) or shapes()[name]


@cache
def readers() -> Mapping[str, Reader]:
    return load("documents", "reader", Reader)


@cache
def detectors() -> Mapping[str, Detector]:
    return load("detectors", "detector", Detector)


@cache
def contacts() -> Mapping[str, Contact]:
    return load("contacts", "contact", Contact)


@cache
def senders() -> Mapping[str, Sender]:
    return load("notices", "sender", Sender)


@cache
def writers() -> Mapping[str, Writer]:
    return load("exports", "writer", Writer, LinesWriter)


@cache
def lines_writers() -> Mapping[str, LinesWriter]:
    return load("exports", "writer", LinesWriter, Writer)


@cache
def ranges() -> Mapping[str, RangesReader]:
    return load("ranges", "reader", RangesReader)


@cache
def import_readers() -> Mapping[str, ImportReader]:
    return load("imports", "reader", ImportReader)
