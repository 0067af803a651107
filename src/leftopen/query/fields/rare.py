"""Fields of single protocols; all live in the column `more`."""

from __future__ import annotations

from leftopen.query.fields.field import Kind, rare

PROTOCOLS = (
    rare("ssh.hassh", Kind.IS, "HASSH of the server", "cd34", "cd35"),
    rare("ssh.type", Kind.IS, "kind of its key", "ssh-ed25519", "ssh-rsa"),
    rare("ssh.cipher", Kind.IS, "cipher", "aes128-ctr", "aes"),
    rare("ssh.kex", Kind.IS, "any algorithm that it offers", "*-etm@openssh.com", "hmac"),
    rare("ssh.mac", Kind.IS, "message authentication", "hmac-sha2-256", "hmac"),
    rare("ssh.fingerprint", Kind.IS, "fingerprint of its key", "aa:bb:*", "aa"),
    rare("snmp.contact", Kind.CONTAINS, "sysContact", "operator", "nobody"),
    rare("snmp.location", Kind.CONTAINS, "sysLocation", "rack", "attic"),
    rare("snmp.name", Kind.CONTAINS, "sysName", "core", "edge"),
    rare("ntp.ip", Kind.IS, "address in its monlist", "198.51.100.1", "198.51.100.2"),
    rare("ntp.ip_count", Kind.NUMBER, "number of addresses in it", ">=2", "1"),
    rare("ntp.more", Kind.YES, "whether there are more", "true", "false"),
    rare("ntp.port", Kind.NUMBER, "port in it", "123", "124"),
    rare("telnet.do", Kind.IS, "requested option", "ECHO", "ECH"),
    rare("telnet.dont", Kind.IS, "forbidden option", "NAWS", "ECHO"),
    rare("telnet.will", Kind.IS, "offered option", "sga", "ECHO"),
    rare("telnet.wont", Kind.IS, "refused option", "TTYPE", "ECHO"),
    rare("telnet.option", Kind.IS, "any option", "NAWS", "LINEMODE"),
    rare("bitcoin.ip", Kind.IS, "known address", "203.0.113.1", "203.0.113.2"),
    rare("bitcoin.ip_count", Kind.NUMBER, "number of known addresses", "1", ">1"),
    rare("bitcoin.port", Kind.NUMBER, "port in it", "8333", "8334"),
    rare("bitcoin.user_agent", Kind.CONTAINS, "its program", "satoshi", "knots"),
    rare("bitcoin.version", Kind.IS, "its protocol's version", "70016", "7001"),
    rare("mongodb.database.name", Kind.IS, "name of a database", "people", "peo"),
    rare("redis.key", Kind.IS, "name of a key", "session:*", "session"),
    rare("rsync.module", Kind.IS, "name of a module", "backup", "back"),
)
