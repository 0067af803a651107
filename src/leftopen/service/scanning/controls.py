"""The positive control of a look: something that must answer, asked at the same moment from here.

A refusal or a silence says something about the target only if this scanner's own path works. In this order:
the operator's own control, another port of the same host that is known to answer, and for loopback a
listener that is opened here for the purpose.
"""

from __future__ import annotations

import asyncio
import secrets

from leftopen.errors import BadSetting
from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.net.control import tcp_answers
from leftopen.net.gate import Gate
from leftopen.net.listener import listening
from leftopen.scope.classes import is_loopback
from leftopen.service.workspace import Workspace

SIBLINGS = 3
RANDOM_PORTS = 3


async def positive_control(workspace: Workspace, gate: Gate, target: Endpoint) -> str:
    """What answered, such as `tcp 192.0.2.7:22`, or '' when nothing did."""
    if is_loopback(target.address):
        async with listening(target.address) as port:
            return await _answers(workspace, gate, target.address, port)
    own = own_control(workspace.settings.control)
    if own is not None:
        said = await _answers(workspace, gate, *own)
        if said:
            return said
    known = await asyncio.to_thread(workspace.store.observations.open_ports, target.address)
    for port in [port for port in known if port != target.port][:SIBLINGS]:
        said = await _answers(workspace, gate, target.address, port)
        if said:
            return said
    return ""


def own_control(text: str) -> tuple[Address, int] | None:
    """The setting `control`, ADDRESS:PORT. Raises BadSetting."""
    if not text:
        return None
    host, _, port = text.rpartition(":")
    try:
        address = Address.parse(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        address = None
    if address is None or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        raise BadSetting(f"control is {text!r}; write it as ADDRESS:PORT")
    return address, int(port)


async def _answers(workspace: Workspace, gate: Gate, address: Address, port: int) -> str:
    try:
        answered = await tcp_answers(gate, address, port, workspace.settings.connect_timeout)
    except TalkEnded:
        return ""
    return f"tcp {Endpoint(address=address, port=port)}" if answered else ""


async def answers_everything(workspace: Workspace, gate: Gate, address: Address) -> bool:
    """True when three ports drawn at random all accept: such a host proves nothing by accepting."""
    for _ in range(RANDOM_PORTS):
        if not await _answers(workspace, gate, address, 20_000 + secrets.randbelow(40_000)):
            return False
    return True
