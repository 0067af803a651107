"""Keyed digests: they distinguish and count values, and can't be reversed by trial without the key."""

from __future__ import annotations

import hmac
import re

NOISE = re.compile(r"[\W_]")


def keyed(key: bytes, raw: bytes) -> str:
    """HMAC-SHA-256 in hex, 64 characters."""
    return hmac.digest(key, raw, "sha256").hex()


def of_value(key: bytes, detector: str, value: str) -> str:
    """Of one found value: spelling does not matter (`891-23-4567` is `891234567`), the detector does."""
    same = value.lower().replace("%40", "@")
    bare = same if "@" in same else NOISE.sub("", same)
    return keyed(key, f"{detector}\0{bare}".encode("utf-8", "replace"))
