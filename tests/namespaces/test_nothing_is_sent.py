"""What the scope refuses is never written to: not one frame leaves the interface, ARP included.

The real command runs in a namespace whose only way out is one veth, and the frames that it has sent are
counted by the interface itself and by the firewall. Each refusal's message is the clause that decided.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.workspace.workspace import open_workspace
from tests.namespaces.walls import left, met, note_whom
from tests.servers.namespaces import Net

pytestmark = pytest.mark.netns

CODE = "from leftopen.cli import main; main()"
UNTIL = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
DOCUMENTATION = "192.0.2.1 is documentation space (192.0.2.0/24): allowed only if a scope record names it"
METADATA = "169.254.169.254 is a cloud's metadata service: never scanned"


class Program:
    """The command, run in the scanner's namespace with a data folder of its own."""

    def __init__(self, net: Net, folder: Path) -> None:
        self._net = net
        self.data, self.config = folder / "data", folder / "config"

    def __call__(self, *words: str) -> CompletedProcess[str]:
        environ = {
            "PATH": os.environ["PATH"],
            "LEFTOPEN_CONFIG": str(self.config),
            "LEFTOPEN_DATA": str(self.data),
        }
        return self._net.scanner.run(sys.executable, "-c", CODE, *words, env=environ)

    def must(self, *words: str) -> None:
        done = self(*words)
        assert done.returncode == 0, done.stderr

    def allow(self, *targets: str) -> None:
        self.must("scope", "add", *targets, "--authorised-by", "the tests", "--until", UNTIL)


@pytest.fixture
def leftopen(net: Net, tmp_path: Path) -> Program:
    note_whom(net.scanner)
    return Program(net, tmp_path)


def refuses(net: Net, leftopen: Program, words: Sequence[str], clause: str) -> None:
    """A scan of `words` ends with 1 and the clause, and nothing was sent, neither an IP packet nor ARP."""
    before = left(net.scanner)
    done = leftopen("scan", *words)
    assert done.returncode == 1, done.stdout
    assert done.stderr.strip() == f"leftopen: {clause} (see: leftopen scope --help)"
    assert done.stdout == ""
    assert (left(net.scanner) - before, net.scanner.sent(), met(net.scanner)) == (0, 0, set())


def test_the_counters_see_one_packet_and_the_arp_before_it(net: Net, leftopen: Program) -> None:
    """Otherwise a zero would prove nothing."""
    before = left(net.scanner)
    net.scanner.python("import socket; socket.socket(2, 2).sendto(b'x', ('192.0.2.1', 9))")
    assert left(net.scanner) - before >= 2
    assert net.scanner.sent() == 1
    assert met(net.scanner) == {"192.0.2.1"}


@pytest.mark.hostile("S1", "S2")
@pytest.mark.parametrize(
    "spelled",
    [
        "192.0.2.1",
        "::ffff:192.0.2.1",
        pytest.param("[::ffff:c000:201]", marks=pytest.mark.full),
        pytest.param("3221225985", marks=pytest.mark.full),
        pytest.param("0300.0.02.01", marks=pytest.mark.full),
        "0xC0.0.0x2.1",
        pytest.param("192.0.513", marks=pytest.mark.full),
    ],
)
def test_an_address_that_nobody_authorised_gets_nothing_however_it_is_spelled(
    net: Net, leftopen: Program, spelled: str
) -> None:
    refuses(net, leftopen, [spelled], DOCUMENTATION)


@pytest.mark.hostile("S1")
def test_ordinary_space_that_no_record_names_gets_nothing(net: Net, leftopen: Program) -> None:
    refuses(
        net,
        leftopen,
        ["10.77.9.9"],
        "10.77.9.9 is private space (10.0.0.0/8): allowed only if a scope record names it",
    )
    leftopen.allow("10.77.8.0/24")
    refuses(
        net,
        leftopen,
        ["10.77.9.9"],
        "10.77.9.9 is private space (10.0.0.0/8): allowed only if a scope record names it",
    )


@pytest.mark.hostile("S1")
def test_a_record_that_has_ended_authorises_nothing(net: Net, leftopen: Program) -> None:
    then = datetime(2024, 5, 1, tzinfo=UTC)
    environ = {"LEFTOPEN_CONFIG": str(leftopen.config)}
    with open_workspace(leftopen.data, {}, environ=environ, clock=lambda: then) as workspace:
        ended = record("10.77.9.0/24", authorised_by="the tests", until=then + timedelta(days=2), now=then)
        scopes.add(workspace, [ended])
    refuses(net, leftopen, ["10.77.9.9"], "the authorisation for 10.77.9.9 expired on 2024-05-03 00:00 UTC")


@pytest.mark.hostile("S2")
def test_a_denied_address_inside_an_allowed_range_gets_nothing(net: Net, leftopen: Program) -> None:
    leftopen.allow("10.77.9.0/24")
    leftopen.must("scope", "deny", "10.77.9.9")
    before = left(net.scanner)
    done = leftopen("scan", "10.77.9.9")
    assert done.returncode == 1
    assert "10.77.9.9 is in 10.77.9.9/32, denied by record " in done.stderr
    assert left(net.scanner) == before


@pytest.mark.hostile("S3")
def test_a_metadata_service_gets_nothing_even_inside_a_record_that_names_it(
    net: Net, leftopen: Program
) -> None:
    leftopen.allow("169.254.169.254/32")
    refuses(net, leftopen, ["169.254.169.254"], METADATA)
    refuses(net, leftopen, ["0xa9fea9fe"], METADATA)


@pytest.mark.hostile("S3")
@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("255.255.255.255", "broadcast"),
        ("224.0.0.1", "multicast"),
        pytest.param("0.0.0.0", "unspecified", marks=pytest.mark.full),
        pytest.param("169.254.7.7", "link-local", marks=pytest.mark.full),
        ("ff02::1", "multicast"),
        pytest.param("::", "unspecified", marks=pytest.mark.full),
    ],
)
def test_what_is_nobodys_address_gets_nothing_even_inside_a_record_that_names_it(
    net: Net, leftopen: Program, target: str, word: str
) -> None:
    leftopen.allow(target)
    before = left(net.scanner)
    done = leftopen("scan", target)
    assert done.returncode == 1
    assert word in done.stderr
    assert left(net.scanner) == before


@pytest.mark.hostile("S3")
def test_reserved_space_gets_nothing_unless_a_record_names_it(net: Net, leftopen: Program) -> None:
    before = left(net.scanner)
    done = leftopen("scan", "240.0.0.1")
    assert done.returncode == 1
    assert "reserved" in done.stderr
    assert left(net.scanner) == before


@pytest.mark.hostile("S2")
def test_of_a_range_only_the_allowed_addresses_are_written_to(net: Net, leftopen: Program) -> None:
    """A /24 of which a /26 and one address are denied."""
    leftopen.allow("10.77.9.0/24")
    leftopen.must("scope", "deny", "10.77.9.64/26", "10.77.9.7")
    done = leftopen("scan", "10.77.9.0/24", "--ports", "1", "--rate", "1000", "--json")
    assert done.returncode == 0, done.stderr
    wanted = {f"10.77.9.{last}" for last in range(256) if not 64 <= last < 128 and last != 7}
    assert met(net.scanner) == wanted


def test_one_allowed_address_among_refused_targets_does_not_open_the_others(
    net: Net, leftopen: Program
) -> None:
    leftopen.allow("10.77.9.9")
    done = leftopen("scan", "10.77.9.9", "192.0.2.0/28", "10.77.9.10", "--ports", "1-4", "--json")
    assert done.returncode == 0, done.stderr
    assert met(net.scanner) == {"10.77.9.9"}
