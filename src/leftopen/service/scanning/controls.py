"""The positive control of a check: something that must respond, contacted at the same moment from here.

A refusal or a silence says something about the target only if this scanner's own path works. In this order:
the operator's own control, another port of the same host that is known to respond, and for loopback a
listener that is opened here for the purpose.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from leftopen.errors import BadSetting
from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.net.control import tcp_answers
from leftopen.net.gate import Gate
from leftopen.net.listener import listen_once
from leftopen.net.own_addresses import own_addresses
from leftopen.scope.classes import is_loopback

if TYPE_CHECKING:
    from leftopen.service.workspace.workspace import Workspace

SIBLINGS = 3
RANDOM_PORTS = 3


async def positive_control(workspace: Workspace, gate: Gate, target: Endpoint) -> str:
    """The control that responded, such as `tcp 192.0.2.7:22`, or '' when none did."""
    return await host_control(workspace, gate, target.address, but=target.port)


async def host_control(workspace: Workspace, gate: Gate, host: Address, *, but: int | None = None) -> str:
    """The same for a whole host: any of its known ports will do, without `but`."""
    seconds = workspace.settings.connect_timeout
    if is_loopback(host):
        try:
            async with listen_once(host) as port:
                return await _answers(gate, host, port, seconds)
        except OSError:
            return ""
    own = own_control(workspace.settings.control)
    if own is not None and not of_this_machine(own[0]):
        response = await _answers(gate, *own, seconds)
        if response:
            return response
    known = await asyncio.to_thread(workspace.store.observations.open_ports, host)
    for port in [port for port in known if port != but][:SIBLINGS]:
        response = await _answers(gate, host, port, seconds)
        if response:
            return response
    return ""


def of_this_machine(address: Address) -> bool:
    """Such a control responds also while the connection to everything else is down."""
    return is_loopback(address) or address in own_addresses()


def own_control(text: str) -> tuple[Address, int] | None:
    """The control of the setting `control`, ADDRESS:PORT. Raises BadSetting."""
    if not text:
        return None
    host, _, port = text.rpartition(":")
    try:
        address = Address.parse(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        address = None
    if address is None or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        raise BadSetting(f"control is {text!r}; must be ADDRESS:PORT")
    return address, int(port)


async def _answers(gate: Gate, address: Address, port: int, seconds: float) -> str:
    try:
        answered = await tcp_answers(gate, address, port, seconds)
    except TalkEnded:
        return ""
    return f"tcp {Endpoint(address=address, port=port)}" if answered else ""


async def answers_everything(gate: Gate, address: Address, seconds: float) -> bool:
    """True when three random ports all accept, each within `seconds`: for such a host, an accepted connection
    proves nothing."""
    for _ in range(RANDOM_PORTS):
        if not await _answers(gate, address, 20_000 + secrets.randbelow(40_000), seconds):
            return False
    return True
