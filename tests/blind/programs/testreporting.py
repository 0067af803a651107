"""A page of the results of tests: nine of a clinic's program, with what failed and why."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import home, inside, served
from tests.servers.real import Spot

CASES = ["dose_of_duvalle", "allergy_is_shown", "blood_group_okarin", "letter_to_kowalska", "bill_is_split"]
CASES += ["night_login", "lab_result_is_late", "ward_list", "vermolen_is_merged"]
ONLY = """
import runpy, socketserver, sys
port, listen = int(sys.argv[1]), socketserver.TCPServer.__init__
def listens(self, address, handler):
    listen(self, ("127.0.0.1", port), handler)
socketserver.TCPServer.__init__ = listens
sys.argv = ["test-report", "open"]
runpy.run_module("reporting.cli", run_name="__main__")
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    """The program takes the first free port from 8765; here it takes the spot's."""
    folder, store = spot.inside("clinic"), spot.inside("store")
    python = str(installed.venv("test-reporting") / "bin" / "python")
    settings = f"[reporting]\nproject_name = ward-nine\nstore_type = local\nstore_path = {store}\n"
    (folder / "reporting.ini").write_text(settings)
    bodies = (f"def test_{one}():\n    assert {n % 3}, 'not {one}'\n" for n, one in enumerate(CASES))
    (folder / "test_ward.py").write_text("\n\n".join(bodies))
    report = str(installed.venv("test-reporting") / "bin" / "test-report")
    tested = [python, "-m", "pytest", "-q", "-p", "reporting.plugin", "test_ward.py"]
    for words in (tested, [report, "deploy"], [report, "publish"]):
        said = subprocess.run(words, cwd=folder, env=home(spot), timeout=120, stdout=subprocess.DEVNULL)
        assert said.returncode == int(words is tested), words
    return [served(spot, inside(folder, [python, "-c", ONLY, str(spot.port)]), env={"BROWSER": "true"})]
