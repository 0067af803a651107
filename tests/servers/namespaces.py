"""Three network namespaces: a target, and two scanners that reach it by different ways.

    scanner 10.77.1.2 ── 10.77.1.1 target ── lo 10.77.9.9 (TARGET)
    second  10.77.2.2 ── 10.77.2.1 target

Nothing here touches the machine's own network; the addresses exist inside the namespaces only. The target's
firewall can drop everything, or only what one of the two sends, and counters tell what was really sent.
Needs root, `ip` and `nft`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tests.servers.need import missing, program

T = TypeVar("T")
TARGET = "10.77.9.9"
_NEWNET = 0x40000000


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """One namespace; `address` is its own on its way to the target."""

    name: str
    address: str

    def command(self, *words: str) -> list[str]:
        """The words of a command that runs `words` inside."""
        return [program("ip"), "netns", "exec", self.name, *words]

    def run(
        self, *words: str, timeout: float = 60, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command inside and waits; its exit code is the caller's to look at."""
        return subprocess.run(
            self.command(*words),
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            env=env,
        )

    def python(self, code: str, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-c", code, *arguments, timeout=timeout)

    def within(self, work: Callable[[], T]) -> T:
        """Calls `work` in a thread of this process that has joined the namespace. Sockets that it opens,
        threads and programs that it starts belong there; what it raises is raised here."""
        outcome: list[T] = []
        failure: list[BaseException] = []

        def enter() -> None:
            try:
                _join(self.name)
                outcome.append(work())
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                failure.append(error)

        thread = threading.Thread(target=enter, name=self.name)
        thread.start()
        thread.join()
        if failure:
            raise failure[0]
        return outcome[0]

    def sent(self) -> int:
        """IPv4 packets that have left this namespace by the wire, whatever their destination."""
        return _count(self, "sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    scanner: Namespace
    second: Namespace
    target: Namespace

    def drop(self, source: str | None = None) -> None:
        """The target's firewall from now on swallows everything from the wire, or what `source` sends."""
        rule = f"ip saddr {source} " if source else ""
        _nft(self.target, f"add rule ip wall gate iifname != lo {rule}counter drop")

    def allow(self) -> None:
        """Takes every drop away."""
        _nft(self.target, "flush chain ip wall gate")

    def publish(self, port: int) -> None:
        """What listens on the target's own 127.0.0.1 at `port` is reachable at TARGET, same port."""
        _nft(
            self.target,
            f"add rule ip wall doors ip daddr {TARGET} tcp dport {port} dnat to 127.0.0.1:{port}",
        )

    def received(self) -> int:
        """IPv4 packets that came to the target by the wire, dropped ones included."""
        return _count(self.target, "received")


def lacking() -> str:
    """'' or why namespaces can't be made here."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    absent = missing("ip", "nft")
    if absent:
        return absent
    trial = f"leftopen-{secrets.token_hex(4)}"
    made = subprocess.run([program("ip"), "netns", "add", trial], capture_output=True, text=True)
    if made.returncode:
        return f"network namespaces can't be made here: {made.stderr.strip()}"
    subprocess.run([program("ip"), "netns", "del", trial], check=True)
    return ""


@contextlib.contextmanager
def net() -> Iterator[Net]:
    """The three, joined; gone when the block ends, whatever happens in it."""
    mark = secrets.token_hex(4)
    with contextlib.ExitStack() as stack:
        target = _made(stack, f"leftopen-{mark}-target", TARGET)
        scanner = _made(stack, f"leftopen-{mark}-scanner", "10.77.1.2")
        second = _made(stack, f"leftopen-{mark}-second", "10.77.2.2")
        _ip("-n", target.name, "address", "add", f"{TARGET}/32", "dev", "lo")
        for number, host in enumerate((scanner, second), start=1):
            _wire(host, target, number)
        _walls(target, scanner, second)
        yield Net(scanner=scanner, second=second, target=target)


@contextlib.contextmanager
def alone() -> Iterator[Namespace]:
    """One that nothing leads out of: it has a loopback of its own, in both versions of IP, and no other way.
    Gone when the block ends."""
    name = f"leftopen-{secrets.token_hex(4)}-alone"
    _ip("netns", "add", name)
    try:
        _ip("-n", name, "link", "set", "lo", "up")
        yield Namespace(name=name, address="127.0.0.1")
    finally:
        _ip("netns", "del", name)


def _made(stack: contextlib.ExitStack, name: str, address: str) -> Namespace:
    _ip("netns", "add", name)
    stack.callback(_ip, "netns", "del", name)
    namespace = Namespace(name=name, address=address)
    _ip("-n", name, "link", "set", "lo", "up")
    for setting in ("net/ipv6/conf/all/disable_ipv6", "net/ipv6/conf/default/disable_ipv6"):
        namespace.within(partial(_set, setting, "1"))
    return namespace


def _wire(host: Namespace, target: Namespace, number: int) -> None:
    near, far = "wire", f"to{number}"
    _ip("link", "add", near, "netns", host.name, "type", "veth", "peer", "name", far, "netns", target.name)
    for name, device, address in (
        (host.name, near, host.address),
        (target.name, far, f"10.77.{number}.1"),
    ):
        _ip("-n", name, "address", "add", f"{address}/24", "dev", device)
        _ip("-n", name, "link", "set", device, "up")
    _ip("-n", host.name, "route", "add", "default", "via", f"10.77.{number}.1")


def _walls(target: Namespace, *hosts: Namespace) -> None:
    """Counters before everything else, then the gate that drops, then the doors that lead to loopback."""
    for host in hosts:
        _nft(host, "add table ip wall")
        _nft(host, "add chain ip wall count { type filter hook postrouting priority -500 ; }")
        _nft(host, "add counter ip wall sent")
        _nft(host, "add rule ip wall count oifname != lo counter name sent")
    _nft(target, "add table ip wall")
    _nft(target, "add counter ip wall received")
    _nft(target, "add chain ip wall count { type filter hook prerouting priority -500 ; }")
    _nft(target, "add rule ip wall count iifname != lo counter name received")
    _nft(target, "add chain ip wall gate { type filter hook prerouting priority -400 ; }")
    _nft(target, "add chain ip wall doors { type nat hook prerouting priority -100 ; }")
    target.within(lambda: _set("net/ipv4/conf/all/route_localnet", "1"))


def _count(namespace: Namespace, name: str) -> int:
    text = namespace.run(program("nft"), "list", "counter", "ip", "wall", name).stdout
    return int(text.partition("packets ")[2].split()[0])


def _nft(namespace: Namespace, rule: str) -> None:
    done = namespace.run(program("nft"), rule)
    if done.returncode:
        raise RuntimeError(f"nft {rule}: {done.stderr}")


def _ip(*words: str) -> None:
    done = subprocess.run([program("ip"), *words], capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr}")


def _set(setting: str, value: str) -> None:
    """A setting of the namespace that the calling thread is in."""
    with open(f"/proc/sys/{setting}", "w") as file:
        file.write(value)


def _join(name: str) -> None:
    """setns(2) moves the calling thread only. Raises OSError."""
    handle = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(handle, _NEWNET):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)
