"""The UDP questions of a scan."""

from __future__ import annotations

from leftopen import catalogue
from leftopen.sweep.datagrams import at_ports
from leftopen.sweep.ports import Ports, parse_both


def ports(words: str) -> Ports:
    """The ports of TCP and UDP. Raises BadPorts, also for a UDP port without a question."""
    return parse_both(words, {port for one in catalogue.questions().values() for port in one.ports})


def per_address(both: Ports) -> int:
    """Connects and questions to one address."""
    return len(both.tcp) + len(at_ports(catalogue.questions(), both.udp))


def datagrams(both: Ports) -> dict[str, int]:
    """The bytes of each question, by its name."""
    return {one.name: one.question.size for one in at_ports(catalogue.questions(), both.udp)}
