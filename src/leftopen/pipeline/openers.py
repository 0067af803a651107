"""Which words are tried on a port, in which order, and who knows the answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leftopen.model.probe import Probe

TLS = "tls"
HTTP = frozenset({"http", "https"})
# Bytes of an answer that is shorter than what was said from which on it counts as an echo.
ECHOED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """`wait` seconds for a server that speaks first, then `data`. A `guess` counts only when it is right."""

    data: bytes
    wait: float
    guess: bool = False


def openers(
    port: int, probes: Mapping[str, Probe], banner_wait: float, but: str = "", likely: bytes = b""
) -> list[Opener]:
    """Each opener once: those of the port's habitual protocol first, then HTTP, then TLS, then the others.
    That of the probe `but` is left out. One that is `likely` is tried before them all, as a guess.

    Before the first one it is silent for `banner_wait`, unless the port's habit is a protocol in which the
    client speaks first: a server that greets does so all the same.
    """
    order = sorted(
        probes, key=lambda name: (port not in probes[name].ports, name != "http", name != TLS, name)
    )
    data = list(dict.fromkeys(opener for name in order if name != but and (opener := probes[name].opener)))
    habits = [probes[name].opener for name in order if port in probes[name].ports]
    wait = 0.0 if habits and all(habits) else banner_wait
    guess = likely in data[1:]
    tried = [likely, *data] if guess else data
    return [
        Opener(data=each, wait=0.0 if number else wait, guess=guess and not number)
        for number, each in enumerate(tried)
    ]


def recognised(first: bytes, probes: Mapping[str, Probe], *, tls: bool) -> list[str]:
    """The probes that know these bytes: those inside another one's protocol before it; within TLS those that
    say they live there before the others; HTTP last, because a server of another protocol may answer its
    opener with a page that says so."""
    if not first:
        return []
    known = [
        name for name, probe in probes.items() if (tls or not probe.over_tls) and probe.recognises(first)
    ]
    return sorted(
        known, key=lambda name: (not probes[name].inside, name in HTTP, probes[name].over_tls != tls, name)
    )


def own(opener: bytes, name: str, probes: Mapping[str, Probe]) -> bool:
    """Is it that probe's own opener, or that of the protocol it lives in? Who answers a stranger's words may
    show less of itself: a web server says no more than that it did not understand."""
    carrier = probes.get(probes[name].inside)
    return opener in (probes[name].opener, carrier.opener if carrier is not None else None)


def is_echo(said: bytes, first: bytes) -> bool:
    """Is the answer what was just said, or its beginning? Who echoes is every protocol by that, and none."""
    enough = len(first) >= min(len(said), ECHOED)
    return bool(said) and enough and (first.startswith(said) or said.startswith(first))
