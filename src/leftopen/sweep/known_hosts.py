"""What a sweep says of hosts with known ports: which ports did not answer, and whether the host responds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from leftopen.model.address import Address
from leftopen.sweep.found import Event, HostResponds, Unanswered


class KnownHosts:
    """`ports`: the known ones of each host. `time`: of a moment of the monotonic clock. `tell` takes the
    events."""

    def __init__(
        self,
        ports: Mapping[Address, frozenset[int]],
        time: Callable[[float], datetime],
        tell: Callable[[Event], None],
    ) -> None:
        self._ports, self._time, self._tell = ports, time, tell
        # When the newest attempt was made that got a response; and a silent one after it.
        self._responded: dict[Address, float] = {}
        self._doubted: dict[Address, float] = {}
        self._first: dict[int, float] = {}

    def asked(self, position: int, address: Address, made: float) -> None:
        """A first attempt that was not answered: this is when the port was asked."""
        if address in self._ports:
            self._first.setdefault(position, made)

    def compare(self, position: int, address: Address, port: int, made: float, answer: bool | None) -> None:
        """The answer to an attempt that was made then: True open, False refused, None silent."""
        ports = self._ports.get(address)
        if ports is None:
            return
        asked = self._first.pop(position, made)
        if answer is not None:
            self._responds(address, made)
        if port in ports and not answer:
            refused = answer is False
            at = self._time(made if refused else asked)
            self._tell(Unanswered(address=address, port=port, refused=refused, at=at))
            if not refused:
                self._doubt(address, asked)

    def _responds(self, address: Address, made: float) -> None:
        doubted = self._doubted.get(address)
        if doubted is not None or address not in self._responded:
            self._tell(HostResponds(address=address, at=self._time(made)))
        if doubted is not None and made > doubted:
            del self._doubted[address]
        self._responded[address] = max(made, self._responded.get(address, made))

    def _doubt(self, address: Address, asked: float) -> None:
        """The host may have begun to block us: only a later response shows that it has not."""
        if (responded := self._responded.get(address, asked)) > asked:
            self._tell(HostResponds(address=address, at=self._time(responded)))
        else:
            self._doubted[address] = max(asked, self._doubted.get(address, asked))

    def forget(self, position: int) -> None:
        """The attempt failed on this machine, or in its network: that says nothing about the host."""
        self._first.pop(position, None)
