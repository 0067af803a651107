"""May one known site be asked again?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.scope import Permit
from leftopen.scope.site_names import is_below
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.workspace.workspace import Workspace


async def site_permit(workspace: Workspace, permits: ScopeCache, endpoint: Endpoint) -> Permit:
    """The scope's decision for the endpoint. The name of a site was allowed when it was asked first; it is
    refused when it is denied now, or when its address is elsewhere now."""
    permit = permits(endpoint.address, workspace.clock()).at(endpoint.port)
    if not (permit.allowed and endpoint.name):
        return permit
    if is_below(endpoint.name, permit.denied_names):
        return replace(permit, allowed=False, clause=f"{endpoint.name} is denied by a record of the scope")
    addresses = frozenset[Address]()
    if workspace.settings.resolve_names == "yes":
        with suppress(BadAddress):
            addresses = await workspace.resolver(endpoint.name)
    if addresses and endpoint.address not in addresses:
        return replace(permit, allowed=False, clause=f"{endpoint.name} resolves to other addresses now")
    return permit
