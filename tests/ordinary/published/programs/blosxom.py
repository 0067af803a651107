"""Blosxom as CGI of lighttpd."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from leftopen.demo.program import ServerProgram
from tests.ordinary.published import content
from tests.ordinary.published.command import write
from tests.ordinary.published.front import lighttpd
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    posts = {f"posts/{one.slug}.txt": f"{one.title}\n\n<p>{one.text}</p>\n" for one in content.ARTICLES}
    settings = f"""$blog_title = "{content.NAME}"; $datadir = "{spot.folder}/posts"; $url = "";
$depth = 0; $num_entries = 40; $file_extension = "txt"; $default_flavour = "html"; $plugin_dir = "";
1;
"""
    write(spot.folder, {**posts, "settings/blosxom.conf": settings})
    for one in content.ARTICLES:
        day = datetime.fromisoformat(one.day).replace(tzinfo=UTC).timestamp()
        os.utime(spot.folder / "posts" / f"{one.slug}.txt", (day, day))
    more = f"""setenv.add-environment = ("BLOSXOM_CONFIG_DIR" => "{spot.folder}/settings")
alias.url = ("/" => "/usr/lib/cgi-bin/blosxom/")
cgi.assign = ("blosxom" => "")"""
    program = lighttpd(spot, spot.inside("empty"), more, '"mod_setenv", "mod_cgi"')
    program.start()
    return [program]
