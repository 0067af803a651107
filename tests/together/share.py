"""How the suite is shared out among the processes of one run (`pytest -n`): what stays together, what runs
alone, what begins first."""

from __future__ import annotations

ALONE = (
    "tests/net/test_channel.py",
    "tests/net/test_connect.py",
    "tests/net/test_connection_cache.py",
    "tests/net/test_gate.py",
    "tests/net/test_rate_limiter.py",
    "tests/net/test_tls.py",
    "tests/sweep/test_connect.py",
    "tests/sweep/test_connect_scanner.py",
    "tests/cli/test_root.py::test_stopped_while_it_waits",
    "tests/durability/test_scope_changed.py",
    "tests/durability/test_stopped.py",
    "tests/hostile/test_bad_cost.py",
    "tests/hostile/test_bad_servers.py",
    "tests/hostile/test_bad_tcp.py",
    "tests/hostile/test_bad_tls.py",
    "tests/hostile/test_tarpits.py",
    "tests/namespaces/test_rates.py",
    "tests/pipeline/test_banner_grab.py",
    "tests/pipeline/test_identify.py",
    "tests/service/scanning/test_targets.py",
    "tests/store/engine/test_engine_http.py",
)
"""Beginnings of node ids: what they prove hangs on moments of the clock, so nothing else runs meanwhile."""
EACH = (
    "tests/servers/test_checks_on_real_servers.py",
    "tests/house/test_a_new_leaf.py",
)
"""Files too long for one process: each of their tests is handed out by itself."""
TOGETHER = ("tests/canary/",)
"""Folders whose tests share one thing that is dear to make."""
FIRST = (
    *ALONE,
    "tests/servers/test_all_ports.py",
    "tests/servers/test_checks_on_simulators.py",
    "tests/web/console/test_browser.py",
    "tests/canary/",
    "tests/hostile/test_engine_killed.py",
    "tests/durability/",
    "tests/namespaces/",
    "tests/house/",
    "tests/cli/",
    "tests/hostile/",
)
"""The longest begin first, and what is handed out test by test comes last, so that the end finds no process
with much left. All others follow in between, as they come."""

_ALONE = "alone"


def alone(node: str) -> bool:
    return node.startswith(ALONE)


def share_of(node: str) -> str:
    """Tests of one share run in one process, one after the other."""
    if alone(node):
        return _ALONE
    if node.startswith(EACH):
        return node
    return next((folder for folder in TOGETHER if node.startswith(folder)), node.partition("::")[0])


def rank(node: str) -> int:
    """Lower begins earlier."""
    if node.startswith(EACH):
        return len(FIRST) + 1
    return next((at for at, start in enumerate(FIRST) if node.startswith(start)), len(FIRST))
