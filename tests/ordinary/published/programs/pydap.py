"""pydap: a data server for the levels of gauges, as CSV would be read by scientists."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import script
from tests.servers.real import Spot

FILES = """
import numpy, json
from scipy.io import netcdf_file
for name in {names}:
    with netcdf_file(f"data/{{name}}-2026.nc", "w") as file:
        file.createDimension("day", 10)
        level = file.createVariable("level", "f8", ("day",))
        level[:] = numpy.linspace(180, 260, 10)
        level.units = "cm"
        file.history = {about!r}
"""


def start(spot: Spot) -> Sequence[ServerProgram]:
    names = [name for name, _, _ in content.GAUGES]
    about = f"{content.NAME}, {content.LICENCE}"
    write(spot.folder, {"make.py": FILES.format(names=names, about=about), "data/README.txt": f"{about}\n"})
    run([script("python"), "make.py"], spot.folder)
    words = [script("python"), script("pydap"), "-d", str(spot.folder / "data")]
    words += ["--bind", LOOPBACK, "--port", str(spot.port)]
    program = ServerProgram(words, ports=(spot.port,), log=spot.folder / "pydap.log")
    program.start()
    return [program]
