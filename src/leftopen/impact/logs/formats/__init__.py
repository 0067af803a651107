"""One file per log format; each binds `log_format`. Its name, without the folder, is what people type.

servers/   servers that answer for themselves
proxies/   what stands before a server: proxies, load balancers, caches
storage/   object stores of clouds
mail/      mail servers and mailboxes
network/   flows between addresses
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from leftopen import catalogue
from leftopen.impact.logs.log_format import LogFormat


@cache
def log_formats() -> Mapping[str, LogFormat]:
    """Every format by the name of its file, in name order. Raises TypeError for a name in two rooms."""
    found: dict[str, LogFormat] = {}
    for room in pkgutil.iter_modules(__path__):
        package = importlib.import_module(f"{__name__}.{room.name}")
        leaves = catalogue.load_leaves(package, "log_format", LogFormat)
        if twice := found.keys() & leaves.keys():
            raise TypeError(f"two log formats are called {min(twice)}")
        found |= leaves
    return dict(sorted(found.items()))
