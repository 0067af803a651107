"""Every way in which what was still open was called closed: the table of docs/watch/closing.md.

`test` names the test that shows it, in this folder when it has no file. `says` is what the product says;
`…` stands for any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HERE = "tests/service/false_close/test_still_open.py"
NAMESPACES = "tests/namespaces/test_dropped.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    case: str
    test: str
    says: str
    others: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """The file and the name of its test."""
        file, _, name = self.test.rpartition("::")
        return file or HERE, name

    def fits(self, because: str) -> bool:
        pattern = ".*".join(re.escape(part) for part in self.says.split("…"))
        return re.fullmatch(pattern, because) is not None


INCONCLUSIVE = "the last check was inconclusive; unknown never counts as closed"
BESIDE = "refused here, but the same server is open at … other place…"
STILL = "readable without a password"

ROWS = (
    Row(
        case="no scan ran for a long time",
        test="test_no_scan_ran",
        says=STILL,
        others="closes what was not seen for a time (cisagov/crossfeed#365)",
    ),
    Row(
        case="the scan asked for less: other ports, other targets",
        test="test_the_target_was_narrowed",
        says=STILL,
        others="closed the findings of every other service (DefectDojo#11320, #12754)",
    ),
    Row(
        case="only this scanner's packets are dropped",
        test=f"{NAMESPACES}::"
        "test_dropped_for_our_source_only_never_closes_and_the_other_vantage_sees_it_open",
        says="no response, which proves nothing by itself; …",
        others="skips a host after timeouts, and the run ends without findings (nuclei#5564)",
    ),
    Row(
        case="only this scanner gets 403, for every page",
        test="test_every_page_is_denied",
        says="the server denies every page, perhaps to this scanner alone; …",
        others="an access denied was reported as a pass (prowler#327, #940)",
    ),
    Row(
        case="a firewall's captcha or block page, with the server's own certificate",
        test="test_a_firewall_shows_a_captcha",
        says=INCONCLUSIVE,
    ),
    Row(
        case="closed from one vantage, open from another",
        test="test_it_is_closed_from_another_vantage_only",
        says="refused from …, but last seen open from …; check it from there",
        others="closed as soon as any scanner no longer reported it (ThreadFix#1298)",
    ),
    Row(
        case="a password in front of one path, another path open",
        test="test_a_password_protects_one_path_only",
        says=BESIDE,
    ),
    Row(case="moved to another port", test="test_it_moved_to_another_port", says=BESIDE),
    Row(case="moved to another address", test="test_it_moved_to_another_address", says=BESIDE),
    Row(
        case="a load balancer of which one server was closed",
        test="test_one_server_of_a_load_balancer_was_closed",
        says=STILL,
        others="asks one server only, which may not be the one (nuclei#5333)",
    ),
    Row(
        case="closed over IPv4, open over IPv6",
        test="test_it_is_still_open_over_ipv6",
        says=BESIDE,
        others="looks at the first address of a name only (nuclei#2141), keeps one IPv4 (secureCodeBox#1678)",
    ),
    Row(
        case="after an upgrade another check finds it",
        test="test_another_check_finds_it_after_an_upgrade",
        says="a check of the product now finds it",
        others="a renamed check is another finding (nuclei#4690)",
    ),
    Row(
        case="a file with a part of the results is imported",
        test="test_a_file_with_other_hosts_is_imported",
        says=STILL,
        others="replaces everything by the new file (Dependency-Track#1579)",
    ),
    Row(
        case="the same file, or an older one, is imported again",
        test="test_an_older_file_is_imported",
        says=STILL,
        others="closed 46 of 78 findings after the same file (DefectDojo#8100, also #11072, #7403)",
    ),
    Row(
        case="the clock jumps forward a year during the rounds",
        test="test_the_clock_jumps_forward_a_year",
        says="connection refused; 2 of 3 rounds with a control so far",
    ),
    Row(
        case="the clock goes back an hour during the rounds",
        test="test_the_clock_goes_back_an_hour",
        says="connection refused; 1 of 3 rounds with a control so far",
    ),
    Row(
        case="the scope ended",
        test="test_the_scope_ended",
        says=INCONCLUSIVE,
    ),
    Row(
        case="its name points to another address now",
        test="test_its_name_points_elsewhere",
        says=STILL,
        others="follows the name to one address (nuclei#2141)",
    ),
    Row(
        case="another host name's server responds at the address",
        test="test_another_server_responds_there",
        says="another server now responds at this address; this proves nothing about this case",
    ),
    Row(
        case="it accepts and answers nothing",
        test="test_it_answers_nothing",
        says=INCONCLUSIVE,
    ),
    Row(
        case="it is slow",
        test="test_it_is_slow",
        says=INCONCLUSIVE,
        others="a timeout reads like a clean scan (mantishack#170)",
    ),
    Row(
        case="it is busy: 503 or 429",
        test="test_it_is_busy",
        says=INCONCLUSIVE,
        others="tells up and down at every 503 (uptime-kuma#3031)",
    ),
    Row(
        case="the monitor is paused",
        test="tests/jobs/kinds/test_recheck.py::test_a_paused_monitor_sends_nothing",
        says="nothing: only a check changes a case",
        others="judges by what a check that is turned off did not see (OpenKAT#2661, #1297)",
    ),
    Row(
        case="the scanner's own connection is down",
        test="tests/jobs/kinds/test_monitor.py::test_silence_without_a_control_is_not_judged",
        says="nothing was judged: most known services do not respond, and no positive control does …",
        others="no route to the target read like “checked and clean” (Strike48 pick#333)",
    ),
    Row(
        case="it is closed and opened again every minute",
        test="test_it_flaps",
        says="flapping: opened again once within a day; 1 of 3 closed rounds so far",
        others="tells each turn, or stays silent after it (Nagios#91, alerta#295)",
    ),
)  # fmt: skip


def table() -> str:
    """The rows as a table of Markdown."""
    lines = ["| what happened | what others did | what leftopen says |", "| --- | --- | --- |"]
    lines += [f"| {row.case} | {row.others or '–'} | {row.says} |" for row in ROWS]
    return "\n".join(lines) + "\n"
