"""Hadoop's file system (WebHDFS): readable without authentication.

Requests the list of the root folder. No file is requested, no other folder is listed. Names are read in
memory to count; none is stored.

Open: the list. *Metadata* when it has entries, *empty* when it has none. Without Kerberos, Hadoop believes
whatever user name a visitor gives, so that every file can usually be read and written. Closed: 401
(Kerberos), 403 or a login page. Unknown: any other response.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, denied, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

STATUS: Shape = {"pathSuffix": str, "permission": str, "owner": str, "type": str, "length": int}

check = http_check(
    title="Hadoop file system readable without authentication",
    remedy=(
        "Set `hadoop.security.authentication` to `kerberos`, `hadoop.security.authorization` to `true` and "
        "`hadoop.http.authentication.simple.anonymous.allowed` to `false` in core-site.xml. If you do not "
        "use WebHDFS, set `dfs.webhdfs.enabled` to `false` in hdfs-site.xml. Restart the cluster. Close "
        "ports 9870, 50070, 8020 and 9864 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/WebHDFS.html#List_a_Directory",
        "https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/HttpAuthentication.html",
    ),
    sized_by="entries of the root folder; each may hold many files",
    applies=served_by("Hadoop NameNode"),
    ask=Ask(path="/webhdfs/v1/?op=LISTSTATUS", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=json_list(
        "entry in the root folder",
        plural="entries in the root folder",
        at="FileStatuses.FileStatus",
        each=STATUS,
    ),
    refused=denied,
)
