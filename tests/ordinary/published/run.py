"""Scans a set of sites and prints the table: `python -m tests.ordinary.published.run A FILE [NAME …]`.

The answers are written to FILE as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import msgspec

from tests.ordinary.published.answer import Answer, answered
from tests.ordinary.published.draw import sets
from tests.ordinary.published.site import Published
from tests.servers.looking import looking_desk

HEAD = "| site | package | called | by | why | seen | seconds |"


def row(site: Published, answer: Answer) -> str:
    """One line of the table."""
    opened = answer.open
    by = ", ".join(f"{one.check} ({one.intent.replace('_', ' ')})" for one in opened)
    whys = "; ".join(one.why + (f" ({', '.join(one.holds)})" if one.holds else "") for one in opened)
    seen = "; ".join(f"{one.said} at {one.where}" if one.where else one.said for one in opened)
    cells = (site.name, site.package, answer.called, by, whys, seen, f"{answer.seconds}")
    return f"| {' | '.join(cell.replace('|', '/') or '-' for cell in cells)} |"


def table(known: Sequence[Published], answers: Sequence[Answer]) -> str:
    """The whole table in Markdown, the figures first."""
    by_name = {site.name: site for site in known}
    counted = Counter(answer.called for answer in answers)
    figures = ", ".join(
        f"{counted[called]} {called}" for called in ("left open", "undetermined", "published", "nothing")
    )
    rule = f"|{' --- |' * (HEAD.count('|') - 1)}"
    rows = [row(by_name[answer.name], answer) for answer in answers]
    return "\n".join([f"{len(answers)} sites: {figures}.", "", HEAD, rule, *rows])


def loaded(file: Path) -> list[Answer]:
    """The answers of a file that this program wrote."""
    return msgspec.json.decode(file.read_bytes(), type=list[Answer])


def main() -> None:
    letter, target, *only = sys.argv[1:]
    members = [site for site in sets()[letter] if not only or site.name in only]
    if lacking := [why for site in members if (why := site.missing())]:
        raise SystemExit("\n".join(lacking))
    answers = []
    with tempfile.TemporaryDirectory() as desk, looking_desk(Path(desk)) as workspace:
        for site in members:
            with tempfile.TemporaryDirectory() as folder:
                answers.append(answered(workspace, site, Path(folder)))
            print(row(site, answers[-1]), file=sys.stderr, flush=True)
            Path(target).write_text(json.dumps([asdict(one) for one in answers], indent=1) + "\n")
    print(table(members, answers))


if __name__ == "__main__":
    main()
