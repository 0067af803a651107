"""A federated wiki: six pages of a school's staff room."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import inside, served
from tests.servers.real import Spot

PAGES = {
    "Welcome Visitors": "See [[Exclusions]], [[Exam Questions]] and [[Keys]].",
    "Exclusions": "Tom Okarin until Friday, his father is not to be told by telephone.",
    "Exam Questions": "The paper of 12 December is in the second drawer.",
    "Keys": "The alarm's code is 4471.",
    "Absences": "Mia Duvalle, third time, a doctor's note is missing.",
    "Budget": "1200 EUR for the trip are not in the books.",
}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("wiki")
    pages = folder / "pages"
    pages.mkdir()
    for n, (title, text) in enumerate(PAGES.items()):
        page = {
            "title": title,
            "story": [{"type": "paragraph", "id": f"{n:016x}", "text": text}],
            "journal": [],
        }
        (pages / title.lower().replace(" ", "-")).write_text(json.dumps(page))
    (folder / "package.json").write_text(
        json.dumps({"name": "wiki", "dependencies": {}, "devDependencies": {}})
    )
    modules = str(installed.folder() / "node_modules")
    words = [*installed.node("wiki_server.mjs"), str(folder), str(spot.port), modules]
    return [served(spot, inside(folder, words))]
