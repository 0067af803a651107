"""Git in a browser, as CGI of lighttpd: three repositories."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind.programs.mapcache import lighttpd
from tests.blind.programs.pushover import repository
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder, programs = spot.inside("repositories"), spot.inside("cgi-bin")
    for name in ("gatecontrol.git", "payroll-import.git", "website.git"):
        repository(spot, folder / name)
    (programs / "cgit.cgi").symlink_to("/usr/lib/cgit/cgit.cgi")
    config = spot.private("cgitrc", f"css=/cgit-css/cgit.css\ncache-size=0\nscan-path={folder}\n")
    words = f"""setenv.set-environment = ("CGIT_CONFIG" => "{config}")
alias.url = ("/cgit-css/" => "/usr/share/cgit/")
url.redirect = ("^/$" => "/cgi-bin/cgit.cgi/")"""
    return [lighttpd(spot, words, programs=programs)]
