"""Hold, unhold and erase, as a person types them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis


def test_a_held_case_says_so_and_is_not_erased_until_the_hold_is_lifted(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05})
    with Loopback() as loopback:
        port = str(loopback.serve(Redis()))
        [first] = all_ran(folder, [("scan", "127.0.0.1", "--ports", port, "--json", "--quiet")])
    case = next(line["id"] for line in first.lines if line["type"] == "case")
    erase = ("erase", "address", "127.0.0.1", "--reason", "request")
    held, shown, refused, lifted, done, after, nobody = all_ran(
        folder,
        [
            ("cases", "hold", case, "--why", "lawsuit 7"), ("cases", "show", case), erase,
            ("cases", "unhold", case, "--json"), erase, ("count", "*"),
            ("erase", "organisation", "Nobody", "--reason", "request"),
        ],
    )  # fmt: skip
    assert held.out == f"case {case[:8]} is held\n"
    assert ": lawsuit 7" in shown.out
    assert (refused.code, f"leftopen cases unhold {case[:8]}" in refused.err) == (1, True)
    assert lifted.lines == [{"type": "hold", "case": case, "held": False}]
    assert (done.code, done.out.startswith("erased: ")) == (0, True), done.err
    assert "stay in the sealed event chain" in done.err
    assert int(after.out) == 0
    assert nobody.code == 1
