"""A page of a folder's pictures: eight of a surveyor's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import picture, served
from tests.servers.real import Spot

NAMES = ("cellar-crack", "roof-duvalle", "passport-okarin", "fuse-box", "gate", "meter", "safe-open", "yard")
SERVE = """
import pathlib, sys
from telepic import config, network, utils, web

folder = pathlib.Path(sys.argv[1])
config.config.images_dir, config.config.image_list = folder, utils.get_image_files(folder)
network.start_flask(web.app, int(sys.argv[2]))
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("survey")
    for n, name in enumerate(NAMES):
        picture(folder / f"{name}.png", 30 * n)
    words = [str(installed.venv("telepic") / "bin" / "python"), "-c", SERVE, str(folder), str(spot.port)]
    return [served(spot, words)]
