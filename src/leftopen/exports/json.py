"""The dossier as it is: indented JSON in UTF-8, for programs and for keeping."""

from __future__ import annotations

import json
from collections.abc import Mapping

from leftopen.model.facts import Json
from leftopen.model.writer import Writer


def write(case_report: Mapping[str, Json]) -> bytes:
    """Escaped to ASCII, so that no terminal or editor acts on a stranger's control characters."""
    return json.dumps(dict(case_report), indent=2, allow_nan=False).encode("ascii") + b"\n"


writer = Writer(suffix=".json", write=write)
