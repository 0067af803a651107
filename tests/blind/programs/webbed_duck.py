"""Tables of a factory by SQL: three routes, one of them the night shift's errors by name."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, inside, served
from tests.servers.real import Spot

ROUTES = {"errors_by_name": "/shift/errors", "sick_days": "/shift/sick", "scrap": "/line/scrap"}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("factory")
    routes = folder / "routes_src"
    routes.mkdir()
    (folder / "config.toml").write_text(f'[runtime]\nstorage = "{folder}/storage"\n')
    for name, path in ROUTES.items():
        rows = ", ".join(f"('{who}', '{mail}', {n + 3})" for n, (who, mail, _, _) in enumerate(PEOPLE))
        about = f'id = "{name}"\npath = "{path}"\ntitle = "{name}"\nallowed_formats = ["html_t", "json"]\n'
        (routes / f"{name}.toml").write_text(
            f'{about}default_format = "html_t"\n[cache]\norder_by = ["name"]\n'
        )
        (routes / f"{name}.sql").write_text(f"SELECT * FROM (VALUES {rows}) AS t(name, mail, number)\n")
    words = [
        *installed.script("webbed-duck"),
        "serve",
        "--source",
        str(routes),
        "--build",
        str(folder / "build"),
    ]
    return [served(spot, inside(folder, [*words, "--host", LOOPBACK, "--port", str(spot.port)]))]
