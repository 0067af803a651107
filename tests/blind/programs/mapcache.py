"""The tile server as CGI of lighttpd, with one layer whose tiles are already in its cache."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import picture, served
from tests.servers.need import program
from tests.servers.real import Spot

SETTINGS = """<mapcache>
  <source name="plans" type="wms"><getmap><params><LAYERS>plans</LAYERS></params></getmap>
    <http><url>http://127.0.0.1:9/wms</url></http></source>
  <cache name="disk" type="disk"><base>{folder}/tiles</base></cache>
  <tileset name="depot-plan"><metadata><title>Depot plan</title></metadata>
    <source>plans</source><cache>disk</cache><grid>WGS84</grid><format>PNG</format></tileset>
  <service type="wmts" enabled="true"/><service type="tms" enabled="true"/>
  <service type="wms" enabled="true"/><service type="demo" enabled="true"/>
  <lock_dir>{folder}</lock_dir>
</mapcache>
"""
PAGE = (
    "<html><head><title>Maps</title></head>"
    '<body><a href="/cgi-bin/mapcache/demo">Map service</a></body></html>\n'
)


def lighttpd(spot: Spot, words: str, programs: Path = Path("/usr/lib/cgi-bin")) -> ServerProgram:
    """lighttpd on the spot's port with the CGI programs of that folder, started."""
    root = spot.inside("www")
    config = spot.private(
        "lighttpd.conf",
        f"""server.modules = ("mod_redirect", "mod_alias", "mod_setenv", "mod_cgi")
server.bind = "{LOOPBACK}"
server.port = {spot.port}
server.document-root = "{root}"
index-file.names = ("index.html")
mimetype.assign = (".html" => "text/html", ".png" => "image/png", ".css" => "text/css")
{words}
$HTTP["url"] =~ "^/cgi-bin/" {{ alias.url += ("/cgi-bin/" => "{programs}/") cgi.assign = ("" => "") }}
""",
    )
    return served(spot, [program("lighttpd"), "-D", "-f", str(config)])


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    settings = spot.private("mapcache.xml", SETTINGS.format(folder=spot.folder))
    picture(Path(spot.folder, "tiles/depot-plan/WGS84/00/000/000/000/000/000/000.png"), 90)
    (spot.inside("www") / "index.html").write_text(PAGE)
    return [lighttpd(spot, f'setenv.set-environment = ("MAPCACHE_CONFIG_FILE" => "{settings}")')]
