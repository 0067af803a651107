"""`leftopen respond CASE letters` reads no name before it was confirmed, and prints none."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.service.office import office
from tests.service.respond.incident import CASE
from tests.service.respond.store_of_people import recipients
from tests.service.respond.test_people_letters import LEFT_OUT, ROWS, approved, assessed, odd_store


def test_it_asks_first_and_its_sums_are_right(tmp_path: Path) -> None:
    store = odd_store(tmp_path / "store")
    with office(tmp_path) as workspace:
        assessed(workspace, store)
        approved(workspace)
    words = ("respond", CASE[:12], "letters", "--out", "letters")
    (asked,) = all_ran(Folder(root=tmp_path, settings={}), [words])
    assert (asked.code, (tmp_path / "letters").exists()) == (1, False)
    assert f"would read the names and addresses of {len(ROWS)} people in {store}" in asked.out
    assert "add --yes" in asked.err
    done, log = all_ran(
        Folder(root=tmp_path, settings={}), [(*words, "--yes", "--json"), ("audit", "--json")]
    )
    first, *rest = done.lines
    assert first["reasons"] == {why.value: count for why, count in LEFT_OUT.items()}
    assert first["people"] == len(ROWS) == first["letters"] + first["not_addressed"]
    assert len(rest) == first["not_addressed"]
    assert "read names for letters" in log.out
    assert "wrote letters" in log.out
    for word in ("Twin", "Jumelle", "lebt", *(one.word for one in recipients(14, seed=7))):
        assert word not in done.out + done.err + log.out
