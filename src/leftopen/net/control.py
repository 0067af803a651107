"""The positive control: does a server that should respond, respond from here now?"""

from __future__ import annotations

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase
from leftopen.net.connect import open_stream
from leftopen.net.gate import Gate


async def tcp_answers(gate: Gate, address: Address, port: int, seconds: float) -> bool:
    """Whether a connection opened within `seconds`; nothing is sent over it.

    Raises TalkEnded when the gate refuses or stops: then there was no control, which is not a "no".
    """
    try:
        async with open_stream(gate, address, port, seconds):
            return True
    except TalkEnded as ended:
        if ended.phase is Phase.GATE:
            raise
        return False
