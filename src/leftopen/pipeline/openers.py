"""Chooses the openers for a port and their order, and the probes that recognise a response. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from leftopen.model.probe import Probe

TLS = "tls"
HTTP = frozenset({"http", "https"})
PRINTERS = frozenset(range(9100, 9108))
"""A printer prints what it receives there. Only HTTP is asked, because exporters of figures use 9100 too."""
PRINT_QUEUES = frozenset({35, 515, 721})
"""There nothing is sent: only what the server says first counts."""
# A response that is shorter than what was sent counts as an echo from this many bytes on.
ECHOED = 8
# To fewer bytes than this, a server that reads the fixed head of its own messages may stay silent.
HEAD = 12
MOST_PORTS = 4096
COMMONEST, WEEK = 10, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Sends `data`; without any, waits `wait` seconds for a server that speaks first. A `guess` counts only
    when it is right."""

    data: bytes
    wait: float
    guess: bool = False


@dataclass(slots=True, kw_only=True)
class OpenerCache:
    """The openers of each port without a guess: sorting them anew for every service takes longer than
    recognising it."""

    _known: dict[tuple[object, ...], tuple[Mapping[str, Probe], list[Opener]]] = field(default_factory=dict)

    def openers(
        self,
        port: int,
        probes: Mapping[str, Probe],
        banner_wait: float,
        but: str = "",
        likely: bytes = b"",
        *,
        anonymous: bool = False,
        silent_on: int | None = None,
    ) -> list[Opener]:
        """As the function of that name gives them."""
        new = partial(openers, port, probes, banner_wait, but, anonymous=anonymous, silent_on=silent_on)
        if likely:
            return new(likely=likely)
        key = (port, banner_wait, but, anonymous, silent_on)
        known = self._known.get(key)
        if known is None or known[0] is not probes:
            if len(self._known) >= MOST_PORTS:
                self._known.clear()
            known = self._known[key] = probes, new()
        return known[1]


def openers(
    port: int,
    probes: Mapping[str, Probe],
    banner_wait: float,
    but: str = "",
    likely: bytes = b"",
    *,
    anonymous: bool = False,
    silent_on: int | None = None,
) -> list[Opener]:
    """Each opener once: first those of the port's usual protocol, then HTTP, then TLS, then those of
    protocols that stay silent at HTTP, then the others, short ones last. The opener of the probe `but` is
    left out. A `likely` one is tried before them all, as a guess. Ports of printers are asked for HTTP only,
    and those of print queues for nothing. `anonymous`: the scope permits the protocols' own anonymous
    identities.

    `silent_on`: the number of the day, where an earlier run of the same monitor found the port silent: then
    only the first ten and a seventh of the others, which come round in a week, and a printer gets nothing.

    The first one sends nothing and waits `banner_wait` for a greeting, unless in the port's usual protocol
    the client speaks first: a server that greets does so all the same.
    """
    greeting = Opener(data=b"", wait=banner_wait)
    if port in PRINT_QUEUES or (port in PRINTERS and silent_on is not None):
        return [greeting]
    order = sorted(
        probes,
        key=lambda name: (
            port not in probes[name].ports,
            name != "http",
            name != TLS,
            not probes[name].waits,
            len(probes[name].opener or b"") < HEAD,
            name,
        ),
    )
    if port in PRINTERS:
        order = [name for name in order if name in HTTP]
    chosen = (_chosen(probes[name], anonymous=anonymous) for name in order if name != but)
    data = list(dict.fromkeys(opener for opener in chosen if opener))
    if silent_on is not None:
        data = [*data[:COMMONEST], *data[COMMONEST:][silent_on % WEEK :: WEEK]]
    habits = [probes[name].opener for name in order if port in probes[name].ports]
    first = [] if habits and all(habits) else [greeting]
    guess = likely in data[1:]
    tried = [likely, *data] if guess else data
    return [
        *first,
        *(Opener(data=each, wait=0.0, guess=guess and not number) for number, each in enumerate(tried)),
    ]


def _chosen(probe: Probe, *, anonymous: bool) -> bytes | None:
    return probe.anonymous if anonymous and probe.anonymous else probe.opener


def recognising_probes(
    first: bytes, probes: Mapping[str, Probe], *, tls: bool, opener: bytes = b""
) -> list[str]:
    """The probes that recognise these bytes, as the response to that opener. A probe for a product inside
    another protocol comes before that protocol's; within TLS, probes that declare it come before the others;
    HTTP is last, because a server of another protocol may respond to its opener with an HTTP error page."""
    if not first:
        return []
    known = [
        name
        for name, probe in probes.items()
        if (tls or not probe.over_tls)
        and (probe.recognises(first) or (first in probe.terse and opener == probe.opener))
    ]
    return sorted(
        known, key=lambda name: (not probes[name].inside, name in HTTP, probes[name].over_tls != tls, name)
    )


def own(opener: bytes, name: str, probes: Mapping[str, Probe]) -> bool:
    """Is it that probe's own opener, or that of its carrier protocol? To another opener a server may show
    less: a web server only reports a bad request."""
    carrier = probes.get(probes[name].inside)
    theirs = carrier.opener if carrier is not None else None
    return opener in (probes[name].opener, probes[name].anonymous, theirs)


def is_echo(control: bytes, first: bytes) -> bool:
    """Is the response what was just sent, or its beginning? An echo server would match every protocol."""
    enough = len(first) >= min(len(control), ECHOED)
    return bool(control) and enough and (first.startswith(control) or control.startswith(first))
