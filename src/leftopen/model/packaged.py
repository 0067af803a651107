"""Reads the data that the package holds as TOML: names and rules beside the modules that use them. Pure."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, TypeVar

import msgspec

Row = TypeVar("Row")


def read_toml(package: str, file: str) -> dict[str, Any]:
    """The content of `FILE.toml` in this package, or in a folder of it (`fingerprints/ftp`)."""
    return tomllib.loads(resources.files(package).joinpath(f"{file}.toml").read_text("utf-8"))


def read_folder(package: str, folder: str = "") -> dict[str, dict[str, Any]]:
    """Every TOML file of this package, or of a folder of it, by its name, in name order."""
    names = [file.name for file in resources.files(package).joinpath(folder).iterdir()]
    found = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return {name: read_toml(package, f"{folder}/{name}" if folder else name) for name in found}


def read_rules(package: str, file: str, kind: type[Row]) -> tuple[Row, ...]:
    """The tables `rules` of a file, in its order. Raises msgspec.ValidationError for one of another shape."""
    return tuple(msgspec.convert(row, kind) for row in read_toml(package, file)["rules"])
