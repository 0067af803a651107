"""One file for each kind of record: its columns, how it is read and how it is changed. A file that is added
here is found: a folder without its table gets it when it is opened."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from sqlalchemy import MetaData

from leftopen.store.records.table import metadata


@cache
def all_tables() -> MetaData:
    """The tables of every entity."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
    return metadata
