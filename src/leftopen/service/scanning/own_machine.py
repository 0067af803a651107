"""Who authorises a scan of this machine: the user who runs the program, by default."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from leftopen.errors import BadScope
from leftopen.model.address import Address
from leftopen.scope import canonical
from leftopen.scope.classes import is_loopback


def own_authoriser(targets: Sequence[str], own: Collection[Address], user: str) -> str:
    """`maria (own machine)` if every target is loopback or one of the `own` addresses. Raises BadScope for
    the first other one, and BadAddress for an invalid one. A host name may lead elsewhere tomorrow, so it is
    never taken for this machine."""
    for target in targets:
        if not _is_own(target, own):
            raise BadScope(
                f"{target}: name who authorised the scan (--authorised-by); it may be left out only for this "
                "machine's own addresses"
            )
    return f"{user} (own machine)"


def _is_own(target: str, own: Collection[Address]) -> bool:
    if not canonical.looks_numeric(target):
        canonical.host_name(target)
        return False
    network = canonical.network(target)
    first, last = Address.from_ip(network[0]), Address.from_ip(network[-1])
    return (is_loopback(first) and is_loopback(last)) or (first == last and first in own)
