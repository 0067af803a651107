"""gitweb as CGI of lighttpd."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.ordinary.published.front import lighttpd
from tests.ordinary.published.programs.repository import git
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    bare = git(spot.folder)
    settings = f'$projectroot = "{bare.parent}";\n$site_name = "Marsh Ferry";\n@git_base_url_list = ();\n'
    (spot.folder / "gitweb.conf").write_text(settings)
    path = '"PATH" => "/usr/bin:/bin"'
    more = f"""setenv.add-environment = ("GITWEB_CONFIG" => "{spot.folder}/gitweb.conf", {path})
alias.url = ("/static/" => "/usr/share/gitweb/static/", "/" => "/usr/lib/cgi-bin/gitweb.cgi")
$HTTP["url"] !~ "^/static/" {{ cgi.assign = ("" => "") }}"""
    program = lighttpd(spot, spot.inside("empty"), more, '"mod_setenv", "mod_cgi"')
    program.start()
    return [program]
