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


def read_rules(package: str, file: str, kind: type[Row]) -> tuple[Row, ...]:
    """The tables `rules` of a file, in its order. Raises msgspec.ValidationError for one of another shape."""
    return tuple(msgspec.convert(row, kind) for row in read_toml(package, file)["rules"])
