"""A server on four addresses of this machine is one line, one notice and one decision; each address is a
case of its own."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis


def test_one_server_at_four_addresses(tmp_path: Path) -> None:
    folder = Folder(
        root=tmp_path / "it",
        settings={"banner_wait": 0.05, "contact": "soc@example.org", "mail_from": "leftopen@example.org"},
    )
    with Loopback() as loopback:
        addresses = [f"127.0.0.{number}" for number in (1, 2, 3, 4)]
        redis = Redis()
        port = loopback.serve(redis, host=addresses[0])
        for address in addresses[1:]:
            loopback.serve(redis, host=address, port=port)
        other = loopback.serve(Redis())
        scan = ran(folder, "scan", *addresses, "--ports", f"{port},{other}")
        assert scan.code == 0, scan.err
        rows = [line for line in ran(folder, "cases", "list").out.splitlines() if "redis_open" in line]
        assert len(rows) == 2, rows
        [row] = [line for line in rows if str(port) in line]
        assert f":{port} +3" in row
        assert ran(folder, "cases", "list", "--each").out.count("redis_open") == 5
        lines = [line for line in ran(folder, "cases", "list", "--json").lines if line["port"] == port]
        assert len(lines) == 4
        assert len({line["group"] for line in lines}) == 1

        first, second, *_ = sorted(line["id"] for line in lines)
        shown = ran(folder, "cases", "show", first).out
        assert shown.count("same server: 127.0.0.") == 3

        notice = ran(folder, "notify", second, "--to", "mailto:owner@example.org", "--dry-run").out
        assert "The same server is also open at:" in notice
        assert all(f"{address}:{port}" in notice for address in addresses)

        decided = ran(folder, "cases", "false-positive", second, "--reason", "a test")
        assert decided.out.count("is false positive") == 4
        alone = ran(folder, "cases", "reopen", first, "--reason", "a test", "--only")
        assert alone.out.count("is open") == 1
        states = [one["state"] for one in ran(folder, "cases", "list", "--all", "--json").lines]
        assert sorted(states) == ["false_positive"] * 3 + ["open"] * 2
        for line in lines:
            events = ran(folder, "cases", "show", line["id"], "--json").lines
            assert [one["kind"] for one in events if one["type"] == "event"].count("marked_false") == 1
