"""Icecast, the server of a radio station; its status page is public, its administration is not."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published import content
from tests.servers.need import program
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    secret = (
        f"<source-password>{spot.password}</source-password><relay-password>{spot.password}</relay-password>"
    )
    own = f"<admin-user>admin</admin-user><admin-password>{spot.password}</admin-password>"
    settings = spot.private(
        "icecast.xml",
        f"""<icecast>
<location>Marsh Ferry</location><admin>radio@{content.HOST}</admin><hostname>radio.{content.HOST}</hostname>
<authentication>{secret}{own}</authentication>
<listen-socket><port>{spot.port}</port><bind-address>{LOOPBACK}</bind-address></listen-socket>
<mount type="normal"><mount-name>/river.ogg</mount-name><stream-name>River radio</stream-name></mount>
<logging><accesslog>-</accesslog><errorlog>-</errorlog></logging>
<paths><basedir>/usr/share/icecast2</basedir><logdir>/nonexistent</logdir>
<webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot>
<alias source="/" destination="/status.xsl"/></paths>
<security><chroot>0</chroot><changeowner><user>nobody</user><group>nogroup</group></changeowner></security>
</icecast>
""",
    )
    words = [program("icecast2"), "-c", str(settings)]
    radio = ServerProgram(words, ports=(spot.port,), log=spot.folder / "icecast.log")
    radio.start()
    return [radio]
