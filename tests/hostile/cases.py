"""The hostile cases: what is done to the scanner, and how that must end. The marker `hostile` names them.

In all of them the talk ends within its deadline, memory stays bounded, what came of it is stored with its
reason, and the next target is none the worse.
"""

from __future__ import annotations

from collections.abc import Mapping

CASES: Mapping[str, str] = {
    "H1": "accepts and never sends: the deadline, silent",
    "H2": "one byte now and then, for an hour: the wall-clock deadline",
    "H3": "endless lines before an SSH identification: a cap on bytes and lines",
    "H4": "an endless body without a length: the cap, then stop",
    "H5": "100,000 headers, one of 10 MB, headers that drip: refused, recorded",
    "H6": "bombs of gzip, gzip in gzip, brotli, zstd, gzip fifty times: never inflated past the cap",
    "H7": "chunks of ffffffffffffffff, of -1, a million of one byte: an error, capped",
    "H8": "redirects in a loop, to this machine, to metadata, to files, elsewhere: not followed, recorded",
    "H9": "a name that turns to loopback at the second look-up: the first address, and no other",
    "H10": "a name whose address is out of scope: refused before any packet",
    "H11": "scripts in every text that a server chooses: inert on every page, export and mail",
    "H12": "escape sequences, BEL, CR, backspace, C1: escaped on a terminal",
    "H13": "bidi, zero-width, look-alikes, floods of marks, 1 MB in a line: visibly marked, cut",
    "H14": "NUL, lone surrogates, invalid UTF-8, UTF-16, EBCDIC: stored, found, given back",
    "H15": "line ends in a banner: no forged line of a log, no forged header of a mail",
    "H16": "formulas for a spreadsheet: prefixed in every cell",
    "H17": "JSON 100,000 deep, a gigabyte of [, double keys, a million digits, NaN: a bounded error",
    "H18": "XML that expands, that fetches, with a million attributes: nothing expanded, nothing fetched",
    "H19": "BSON of 2 GB, of a negative length, 10,000 deep, cut: an error",
    "H20": "a bulk string of 2 GB, arrays 100,000 deep, an error in the line: an error",
    "H21": "BER of an indefinite length, of a huge one, within itself: an error",
    "H22": "handshakes cut after every byte: no exception",
    "H23": "every wrong certificate and every broken handshake: recorded, under a second of work",
    "H24": "another protocol on the port, two of them at once: the right one, or unknown",
    "H25": "a host that answers on every port: said so, no flood of findings",
    "H26": "an index made up at every question, 100,000 of them, names of 1 MB: flagged, capped",
    "H27": "a folder of a million entries, in itself, with ../, absolute, NUL, line ends: listed to the cap",
    "H28": "a page that tells the tool what to think: no effect",
    "H29": "a login on / and the data open beside it, a login page with 200, a soft 404: the right class",
    "H30": "open on IPv6 only, under one name only, at the second try only: found, or documented",
    "H31": "reset in the middle, half open, FIN with data, no window, one byte a segment: handled",
    "H32": "5,000 targets, of them 4,000 tarpits: deadline x targets / workers, memory flat",
    "S1": "no authorisation, an empty one, an ended one: no packet",
    "S2": "a denied address in every spelling, overlapping records, /0: denied, refused",
    "S3": "broadcast, multicast, reserved, 0.0.0.0: refused",
    "S4": "the scope changes during a scan: obeyed within a second",
    "S5": "a thousand workers and a clock that jumps by an hour: the rate holds in every second",
    "S6": "stopped: no packet after a second",
    "S7": "writes, deletes and logins, counted at the servers: none",
    "S8": "bytes of content read: within what is declared",
    "S9": "personal values that were planted: in no log, export, mail, trace or database page",
}
