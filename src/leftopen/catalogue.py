"""Finds the one object that each file of the leaf folders binds. File name = identifier; no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from leftopen.formats.typed_form import form_detector
from leftopen.model.check import Check, Translation, missing_check
from leftopen.model.detector import Detector
from leftopen.model.import_reader import ImportReader
from leftopen.model.notice import Contact, Sender
from leftopen.model.packaged import read_folder
from leftopen.model.probe import Probe
from leftopen.model.question import Question
from leftopen.model.ranges import RangesReader
from leftopen.model.reader import Reader
from leftopen.model.remedy import Remedy, of_any_product, of_product, translate_remedy
from leftopen.model.shape import Shape
from leftopen.model.writer import CasesWriter, LinesWriter, Writer
from leftopen.translate import N_, Message, translate
from leftopen.wire.http.check_file import read_check, read_own_check
from leftopen.wire.text.check_file import read_text_check
from leftopen.wire.text.probe_file import read_probe
from leftopen.wire.udp.question_file import read_question, read_question_check

Leaf = TypeVar("Leaf")
OWN_NAME = re.compile(r"[a-z][a-z0-9_]{0,34}_open")


def load(folder: str, bound: str, kind: type[Leaf], *others: type) -> Mapping[str, Leaf]:
    """Every leaf of one folder, such as `checks`: see `load_leaves`."""
    return load_leaves(importlib.import_module(f"leftopen.{folder.replace('/', '.')}"), bound, kind, *others)


def load_leaves(package: ModuleType, bound: str, kind: type[Leaf], *others: type) -> Mapping[str, Leaf]:
    """Every leaf of one package by name, in name order; those of the `others` that live there too are
    left out. A file that binds none of them is an error that names the file, so that a typo can't silently
    switch a check off."""
    leaves = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.ispkg or info.name.startswith("_"):
            continue
        leaf = getattr(importlib.import_module(f"{package.__name__}.{info.name}"), bound, None)
        if others and isinstance(leaf, others):
            continue
        if not isinstance(leaf, kind):
            folder = package.__name__.replace(".", "/")
            raise TypeError(f"{folder}/{info.name}.py must bind `{bound}` to a {kind.__name__}")
        leaves[info.name] = leaf
    return leaves


@cache
def probes() -> Mapping[str, Probe]:
    """Those of modules, and those that are stated as data."""
    data = {name: _read(file, partial(read_probe, name)) for name, file in _files("probes").items()}
    return dict(sorted({**load("probes", "probe", Probe), **data}.items()))


@cache
def questions() -> Mapping[str, Question]:
    """Those of UDP."""
    return {
        name: _read(file, partial(read_question, name)) for name, file in sorted(_files("datagrams").items())
    }


@cache
def checks() -> Mapping[str, Check]:
    """Those of modules, those that are stated as data, what the answers to UDP questions show, and the user's
    own (`own_checks`)."""
    data = {name: _read(file, _read_check) for name, file in _files("checks").items()}
    shown = {
        f"{name}_open": _read(file, partial(read_question_check, name))
        for name, file in _files("datagrams").items()
    }
    udp = {name: check for name, check in shown.items() if check is not None}
    return dict(sorted({**load("checks", "check", Check), **data, **udp, **_own}.items()))


_own: dict[str, Check] = {}
"""One for each process: the words of a check are needed wherever a case is shown."""


def own_checks(folder: Path | None) -> None:
    """Takes the TOML files of this folder among the checks, in place of those that were taken before. Raises
    ValueError for a file that is wrong, and OSError for a folder that can't be read."""
    files = sorted(file for file in folder.iterdir() if file.suffix == ".toml") if folder else []
    if not files and not _own:
        return
    found = {file.stem: _read(file, read_own_check) for file in files}
    for name in found:
        if not OWN_NAME.fullmatch(name) or (name not in _own and name in {**checks(), **shapes()}):
            raise ValueError(f"{name}.toml: its name must be new and end in _open")
    _own.clear()
    _own.update(found)
    checks.cache_clear()
    exposure_words.cache_clear()


def _files(folder: str) -> dict[str, Traversable]:
    """The TOML files of a folder by name."""
    files = resources.files(f"leftopen.{folder}").iterdir()
    return {Path(file.name).stem: file for file in files if file.name.endswith(".toml")}


def _read_check(text: str) -> Check:
    return read_text_check(text) if "\n[[exchanges]]\n" in text else read_check(text)


def _read(file: Traversable | Path, read: Callable[[str], Leaf]) -> Leaf:
    try:
        return read(file.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from None


@cache
def shapes() -> Mapping[str, Shape]:
    return load("shapes", "shape", Shape)


def exposure(name: str) -> Check | Shape:
    """The check or shape of that name, for its words and severity; a stand-in for one that is gone."""
    return checks().get(name) or shapes().get(name) or missing_check(name)


@cache
def exposure_words(name: str, language: str) -> Translation:
    """Title and remedy of a check or shape in the language."""
    found, say = exposure(name), partial(translate, language)
    return Translation(title=say(found.title), remedy=translate_remedy(_remedy(found), say))


def _remedy(found: Check | Shape) -> Remedy:
    if isinstance(found, Shape) and isinstance(found.remedy, str):
        return of_any_product(found.remedy)
    return of_product(found.remedy)


@cache
def readers() -> Mapping[str, Reader]:
    return load("documents", "reader", Reader)


@cache
def detectors() -> Mapping[str, Detector]:
    """Those of modules, and the forms, which are data."""
    forms = {name: form_detector(**form) for name, form in read_folder("leftopen.detectors").items()}
    return dict(sorted({**load("detectors", "detector", Detector), **forms}.items()))


@cache
def detector_label(name: str) -> Message:
    """The label of a kind of data."""
    return N_(detectors()[name].label)


@cache
def contacts() -> Mapping[str, Contact]:
    return load("contacts", "contact", Contact)


@cache
def senders() -> Mapping[str, Sender]:
    return load("notices", "sender", Sender)


@cache
def writers() -> Mapping[str, Writer]:
    return load("exports", "writer", Writer, LinesWriter, CasesWriter)


@cache
def lines_writers() -> Mapping[str, LinesWriter]:
    return load("exports", "writer", LinesWriter, Writer, CasesWriter)


@cache
def cases_writers() -> Mapping[str, CasesWriter]:
    """By the word that users type."""
    found = load("exports", "writer", CasesWriter, Writer, LinesWriter)
    return {writer.format: writer for writer in found.values()}


@cache
def ranges() -> Mapping[str, RangesReader]:
    return load("ranges", "reader", RangesReader)


@cache
def import_readers() -> Mapping[str, ImportReader]:
    return load("imports", "reader", ImportReader)
