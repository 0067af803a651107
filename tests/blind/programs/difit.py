"""The last commit of a repository as a page: three files of a payroll, a password among them."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, inside, served
from tests.blind.programs.prepared import commit
from tests.servers.need import program
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("payroll")
    (folder / "readme.md").write_text("# Payroll\n")
    commit(spot, folder, "Begin")
    (folder / "transfer.py").write_text('HOST = "bank.depot-example.org"\nPASSWORD = "winter-gate-9"\n')
    (folder / "wages.csv").write_text("".join(f"{name},{mail},2900\n" for name, mail, _, _ in PEOPLE))
    (folder / "readme.md").write_text("# Payroll\n\nAsk Mia for the bank's card.\n")
    commit(spot, folder, "Transfer the wages by ourselves")
    words = [*installed.node("difit/dist/cli/index.js"), "--host", LOOPBACK, "--port", str(spot.port)]
    piped = ["/bin/sh", "-c", '"$0" show HEAD | exec "$@" --no-open', program("git"), *words]
    return [served(spot, inside(folder, piped))]
