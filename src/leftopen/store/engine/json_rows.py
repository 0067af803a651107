"""Decodes the engine's JSONEachRow results, one line per row, into rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

rows: Callable[[bytes], list[dict[str, Any]]] = msgspec.json.Decoder().decode_lines
