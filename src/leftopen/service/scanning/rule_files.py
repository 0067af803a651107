"""Opens the rule files by which services are named: nmap's, and folders in Recog's and Wappalyzer's formats.

Each is read when a service first needs it, and once as long as it does not change.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from leftopen.errors import BadSetting
from leftopen.formats import nmap_service_probes, recog_xml, wappalyzer_json
from leftopen.pipeline.foreign_rules import ForeignRules
from leftopen.settings import Settings

AUTO = "auto"
NMAP = tuple(
    Path(folder) / "share" / "nmap" / "nmap-service-probes"
    for folder in ("/usr", "/usr/local", "/opt/homebrew", "/opt/local")
)
LARGEST, MOST_FILES = 32 * 1024 * 1024, 1000

Rules = TypeVar("Rules")
Stamp = tuple[tuple[Path, int, int], ...]
_TURN = threading.Lock()


def open_rules(settings: Settings, places: tuple[Path, ...] = NMAP) -> ForeignRules:
    """Raises BadSetting for a file or folder that is named and can't be used. `places`: where nmap's file may
    be."""
    probes, recog, wappalyzer = nmap_file(settings, places), settings.recog, settings.wappalyzer
    return ForeignRules(
        nmap=_later(_nmap, (probes,)) if probes is not None else None,
        recog=_later(_recog, _folder("recog", recog, ".xml")) if recog else None,
        wappalyzer=_later(_wappalyzer, _folder("wappalyzer", wappalyzer, ".json")) if wappalyzer else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """`skipped`: files or rules that can't be read."""

    name: str
    rules: int
    skipped: int


def count(rules: ForeignRules) -> list[RuleCount]:
    """Of each format that is there; reads the files."""
    counts: list[RuleCount] = []
    if rules.nmap is not None:
        nmap = rules.nmap()
        counts.append(RuleCount(name="nmap", rules=_sum(nmap.rules), skipped=nmap.skipped))
    if rules.recog is not None:
        recog = rules.recog()
        counts.append(RuleCount(name="Recog", rules=_sum(recog.rules), skipped=recog.skipped))
    if rules.wappalyzer is not None:
        found = rules.wappalyzer()
        counts.append(RuleCount(name="Wappalyzer", rules=_sum(found.patterns), skipped=found.skipped))
    return counts


def _sum(rules: Mapping[str, Sized]) -> int:
    return sum(map(len, rules.values()))


def nmap_file(settings: Settings, places: tuple[Path, ...] = NMAP) -> Path | None:
    """nmap's file that is used, if any. Raises BadSetting for a named one that is no readable file."""
    if settings.nmap_probes == AUTO:
        return next((place for place in places if place.is_file()), None)
    if not settings.nmap_probes:
        return None
    file = Path(settings.nmap_probes)
    if not file.is_file():
        raise BadSetting(f"nmap_probes is {settings.nmap_probes!r}; there is no such file")
    return _usable("nmap_probes", file)


def _folder(setting: str, path_text: str, ending: str) -> tuple[Path, ...]:
    """Its files of that ending, those in folders within it too, by name."""
    folder = Path(path_text)
    if not folder.is_dir():
        raise BadSetting(f"{setting} is {path_text!r}; there is no such folder")
    files = tuple(sorted(file for file in folder.rglob(f"*{ending}") if file.is_file())[:MOST_FILES])
    if not files:
        raise BadSetting(f"{setting} is {path_text!r}; there is no {ending} file in it")
    return tuple(_usable(setting, file) for file in files)


def _usable(setting: str, file: Path) -> Path:
    if not os.access(file, os.R_OK):
        raise BadSetting(f"{setting}: cannot read {file}")
    if file.stat().st_size > LARGEST:
        raise BadSetting(f"{setting}: {file} is larger than {LARGEST // 1024 // 1024} MiB")
    return file


def _later(read: Callable[[Stamp], Rules], files: tuple[Path, ...]) -> Callable[[], Rules]:
    def rules() -> Rules:
        with _TURN:
            return read(tuple((file, *_changed(file)) for file in files))

    return rules


def _changed(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _read(file: Path) -> bytes:
    """b'' for a file that was taken away since the scan began: its rules are missing then."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST)
    except OSError:
        return b""


@lru_cache(maxsize=1)
def _nmap(files: Stamp) -> nmap_service_probes.NmapProbes:
    return nmap_service_probes.read(_read(files[0][0]))


@lru_cache(maxsize=1)
def _recog(files: Stamp) -> recog_xml.RecogRules:
    return recog_xml.read(_read(file) for file, *_ in files)


@lru_cache(maxsize=1)
def _wappalyzer(files: Stamp) -> wappalyzer_json.Technologies:
    return wappalyzer_json.read(_read(file) for file, *_ in files)
