"""cgit as CGI of lighttpd."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.ordinary.published.front import lighttpd
from tests.ordinary.published.programs.repository import DESCRIPTION, git
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    bare = git(spot.folder)
    settings = f"""css=/cgit-css/cgit.css
virtual-root=/
root-title=Marsh Ferry git repositories
root-desc=Free software of the society
repo.url=gauges
repo.path={bare}
repo.desc={DESCRIPTION}
repo.owner=Marsh Ferry Society
"""
    (spot.folder / "cgitrc").write_text(settings)
    more = f"""setenv.add-environment = ("CGIT_CONFIG" => "{spot.folder}/cgitrc")
alias.url = ("/cgit-css/" => "/usr/share/cgit/", "/" => "/usr/lib/cgit/cgit.cgi/")
$HTTP["url"] !~ "^/cgit-css/" {{ cgi.assign = ("cgit.cgi" => "") }}"""
    program = lighttpd(spot, spot.inside("empty"), more, '"mod_setenv", "mod_cgi"')
    program.start()
    return [program]
