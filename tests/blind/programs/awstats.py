"""Statistics of a web server's visitors, as CGI of lighttpd; the front page leads to them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind.content import access_log, home
from tests.blind.programs.mapcache import lighttpd
from tests.servers.real import Spot

CGI = "/usr/lib/cgi-bin/awstats.pl"


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    log, programs = spot.folder / "access.log", spot.inside("cgi-bin")
    access_log(log, 400)
    (programs / "awstats.pl").symlink_to(CGI)
    (programs / "awstats.depot.conf").write_text(
        f"""LogFile="{log}"
LogFormat=1
SiteDomain="depot-example.org"
HostAliases="localhost"
DNSLookup=0
DirData="{spot.inside("data")}"
DirCgi="/cgi-bin"
DirIcons="/awstats-icon"
"""
    )
    words = [str(programs / "awstats.pl"), "-config=depot", "-update"]
    subprocess.run(words, env=home(spot), check=True, stdout=subprocess.DEVNULL)
    return [
        lighttpd(
            spot,
            """alias.url = ("/awstats-icon/" => "/usr/share/awstats/icon/")
url.redirect = ("^/$" => "/cgi-bin/awstats.pl?config=depot")""",
            programs=programs,
        )
    ]
