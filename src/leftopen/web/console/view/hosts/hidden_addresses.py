"""Texts that name addresses, for a user with restricted networks. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

_ADDRESS = re.compile(r"\[[0-9A-Fa-f:.]{2,45}\]|(?<![\w.:])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w.])")


def without_hidden(text: str, sees: Callable[[str], bool], instead: str) -> str:
    """The text with `instead` in the place of each address that the user may not see."""

    def shown(found: re.Match[str]) -> str:
        try:
            address = ipaddress.ip_address(found[0].strip("[]"))
        except ValueError:
            return found[0]
        return found[0] if sees(str(address)) else instead

    return _ADDRESS.sub(shown, text)
