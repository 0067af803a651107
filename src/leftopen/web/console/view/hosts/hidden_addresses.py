"""Texts that name addresses, for a user with restricted networks. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

# In brackets, IPv4 or bare IPv6, perhaps with the length of a network. Letters may be next to IPv4, as in
# `redis_192.0.2.7`, and dashes in the place of its full stops, as in the names that clouds give, but not more
# such numbers. IPv6 is no part of a name.
_ADDRESS = re.compile(
    r"(?:\[[0-9A-Fa-f:.]{2,45}\]|(?<![0-9])(?<![0-9]\.)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9]|\.[0-9])"
    r"|(?<![0-9])(?<![0-9]-)[0-9]{1,3}(?:-[0-9]{1,3}){3}(?![0-9]|-[0-9])"
    r"|(?<![\w.:])(?=[:0-9A-Fa-f]*[0-9A-Fa-f])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:]|\.\w))"
    r"(?:/[0-9]{1,3}(?!\w|\.\w))?"
)


def without_hidden(text: str, sees: Callable[[str], bool], instead: str) -> str:
    """The text with `instead` in the place of each address that the user may not see, and of each network of
    which the user does not see both ends."""

    def shown(found: re.Match[str]) -> str:
        host, slash, length = found[0].partition("/")
        try:
            address = ipaddress.ip_address(host.strip("[]").replace("-", "."))
        except ValueError:
            return found[0]
        ends = (address, address)
        if slash and int(length) <= address.max_prefixlen:
            network = ipaddress.ip_network(f"{address}/{length}", strict=False)
            ends = (network[0], network[-1])
        return found[0] if all(sees(str(one)) for one in ends) else instead

    return _ADDRESS.sub(shown, text)
