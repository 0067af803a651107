"""The commands of docs/leak/assessing.md, in order: the IDs that the page shows stand for those of the store, and
its bucket for one of a simulator, which holds the same mailbox."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.pages import commands
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.net.sim_bucket import SimBucket, sim_bucket

PAGE = Path(__file__).parents[2] / "docs" / "leak" / "assessing.md"
HEAD = "From a@example.org Tue Jan  1 10:11:12 2019\nFrom: Jane Roe <a@example.org>\n"
MAILS = [
    *(f"{HEAD}Subject: {number}\n\nSSN: 891-23-{number:04}\n\n" for number in range(1, 9)),
    *(f"{HEAD}Subject: clean {number}\n\nNothing is in this mail.\n\n" for number in range(3)),
]
SERVICE = "s3.eu-west-3.amazonaws.com"
SHOWN = ("5be10c22a9f1", "70d1c3b8e6aa")


@pytest.mark.slow
def test_every_command_of_the_page_goes_well(tmp_path: Path) -> None:
    (tmp_path / "inbox.mbox").write_text("".join(MAILS))
    keys = tmp_path / "keys.toml"
    keys.touch(0o600)
    keys.write_text('access_key_id = "a"\nsecret_access_key = "b"\n')
    objects = {"2019/inbox.mbox": "".join(MAILS).encode()}
    with sim_bucket(SimBucket(objects=objects)) as sim:
        _typed(Folder(root=tmp_path, settings={}), sim.endpoint)
        assert sim.seen


def _typed(folder: Folder, endpoint: str) -> None:
    lines = [line.replace(f"https://{SERVICE}", endpoint) for line in commands(PAGE)]
    typed = [shlex.split(line.replace(SERVICE, "127.0.0.1"))[1:] for line in lines]
    assert len(typed) >= 15
    before = typed.index(["assess", "review"])
    lists = [["assess", "review", "--json"], ["assess", "sample", "-n", "59", "--json"]]
    *first, hits, documents = all_ran(folder, [*typed[:before], *lists])
    ids = {
        "review": [str(one["id"])[:12] for one in hits.lines if "label" in one][:2],
        "sample": [str(one["id"])[:12] for one in documents.lines if "id" in one][:2],
    }
    assert [len(found) for found in ids.values()] == [2, 2]
    rest = [
        [dict(zip(SHOWN, ids.get(words[1], SHOWN), strict=True)).get(word, word) for word in words]
        for words in typed[before:]
    ]
    done = [*first, *all_ran(folder, rest)]
    assert [(one.words, one.err) for one in done if one.code != 0] == []
    assert all((one.out + one.err).strip() for one in done)
