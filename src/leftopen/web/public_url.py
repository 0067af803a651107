"""The URL by which browsers open the console behind a proxy."""

from __future__ import annotations

from urllib.parse import urlsplit

from leftopen.errors import BadSetting
from leftopen.web.guard import HOST, NAMES


def public_origin(url: str) -> tuple[str, str]:
    """The origin and the host of the setting `public_url`. Raises BadSetting."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise BadSetting(f"public_url {url!r} is not a valid URL") from None
    name = f"[{host}]" if ":" in host else host
    if parts.username is not None or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise BadSetting(f"public_url {url!r} must have a host only (example: https://leftopen.example.org)")
    if parts.scheme != "https" and not (parts.scheme == "http" and name in NAMES):
        raise BadSetting(f"public_url {url!r} must begin with https://")
    if HOST.fullmatch(name) is None:
        raise BadSetting(f"public_url {url!r} has no valid host name (international names as xn--…)")
    usual = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{name}{'' if usual else f':{port}'}", name
