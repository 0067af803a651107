"""Hold, unhold and erase, as a person types them."""

from __future__ import annotations

import re
from pathlib import Path

from leftopen.present.humanize import format_count
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
    ask = ("erase", "address", "127.0.0.1", "--reason", "request")
    erase = (*ask, "--yes")
    held, shown, refused, lifted, asked, as_json, before, done, after, nobody, show, report = all_ran(
        folder,
        [
            ("cases", "preserve", case, "--reason", "lawsuit 7"), ("cases", "show", case), erase,
            ("cases", "release", case, "--json"), ask, (*ask, "--json"), ("count", "*"), erase,
            ("count", "*"),
            ("erase", "organisation", "Nobody", "--reason", "request", "--yes"), ("cases", "show", case),
            ("report", case, "--out", "case.html"),
        ],
    )  # fmt: skip
    assert held.out == f"case {case[:8]} is held\n"
    assert ": lawsuit 7" in shown.out
    assert (refused.code, f"leftopen cases release {case[:8]}" in refused.err) == (1, True)
    assert lifted.lines == [{"type": "hold", "case": case, "held": False}]
    assert (asked.code, int(before.out)) == (1, 1)
    assert asked.out.startswith("would erase from 127.0.0.1/32: ")
    assert f"cases that lose their evidence: {case[:8]}\n" in asked.out
    assert asked.err == "nothing was erased; to erase it, add --yes\n"
    [answer] = as_json.lines
    assert (as_json.code, answer["type"], answer["cases"]) == (1, "erasure_preview", 1)
    counted = ", ".join(format_count(answer[f"{one}s"], one) for one in ("row", "record", "file"))
    assert f": {counted}\n" in asked.out
    assert (done.code, done.out.startswith("erased: ")) == (0, True), done.err
    assert re.search(r"the sealed event chain keeps (?:1 event|[\d,]+ events) of 1 case\. ", done.err)
    assert int(after.out) == 0
    assert nobody.code == 1
    # It reads as what it is, and not as something that was lost.
    assert re.search(r"^evidence: erased on \d{4}-\d\d-\d\d by \S+: request$", show.out, re.MULTILINE)
    assert report.code == 0
    page = (folder.root / "case.html").read_text()
    assert re.search(r"The evidence was erased by \S+ at [^<]+: request\.", page)
    assert "evidence was erased." not in page
