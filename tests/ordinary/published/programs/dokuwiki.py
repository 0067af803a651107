"""DokuWiki on PHP's own server: all may read, only the editors may write."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published import content
from tests.ordinary.published.command import write
from tests.servers.need import program
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    wiki = spot.folder / "wiki"
    shutil.copytree("/usr/share/dokuwiki", wiki, ignore_dangling_symlinks=True)
    for name, source in (("conf", "/etc/dokuwiki"), ("data", "/var/lib/dokuwiki/data")):
        shutil.copytree(source, wiki / name, dirs_exist_ok=True, ignore_dangling_symlinks=True)
    _settings(spot, wiki)
    words = [program("php"), "-S", f"{LOOPBACK}:{spot.port}", "-t", str(wiki)]
    server = ServerProgram(words, ports=(spot.port,), log=spot.folder / "php.log")
    server.start()
    return [server]


def _settings(spot: Spot, wiki: Path) -> None:
    texts = {
        f"data/pages/{one.slug}.txt": f"====== {one.title} ======\n\n{one.text}\n" for one in content.ARTICLES
    }
    rows = "\n".join(f"  * [[{one.slug}|{one.title}]]" for one in content.ARTICLES)
    digest = hashlib.md5(spot.password.encode(), usedforsecurity=False).hexdigest()
    configured = f"""<?php
$conf['title'] = '{content.NAME}'; $conf['useacl'] = 1; $conf['superuser'] = '@admin';
$conf['license'] = 'cc-by'; $conf['savedir'] = '{wiki}/data'; $conf['disableactions'] = 'register';
"""
    write(
        wiki,
        {
            **texts,
            "data/pages/start.txt": f"====== {content.NAME} ======\n\n{rows}\n",
            "conf/local.php": configured,
            "conf/acl.auth.php": "# <?php exit()?>\n*\t@ALL\t1\n*\t@user\t8\n",
            "conf/users.auth.php": f"orla:{digest}:Orla Fenwick:{content.address(0)}:admin,user\n",
            "inc/preload.php": f"<?php\ndefine('DOKU_CONF', '{wiki}/conf/');\n",
        },
    )
