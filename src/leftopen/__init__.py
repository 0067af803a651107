"""Finds what was left open on the internet, proves it, tells the owner, proves that it was closed.

Read `pipeline` first: it is the walk of one datum through every other folder. From a Python program:

import leftopen

with leftopen.open() as data:
    for observation in data.search("port:443 -product:nginx", limit=100):
        print(observation.endpoint, observation.product)
"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from leftopen.errors import LeftopenError as LeftopenError

if TYPE_CHECKING:
    from leftopen.service.python_api.dataset import Dataset

__version__ = "0.1.0"


def open(folder: str | PathLike[str] | None = None, *, create: bool = False) -> Dataset:
    """A data folder: the one named, else LEFTOPEN_DATA, else the command's own; `service.python_api` has it.

    Close it, or use it in a `with`. Raises LeftopenError when it can't be opened, or is not there: `create`
    makes it."""
    from pathlib import Path

    from leftopen.service.python_api.dataset import data

    return data(None if folder is None else Path(folder), create=create)
