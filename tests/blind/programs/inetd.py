"""Starts a program for each connection, with that as its standard input and output, as inetd does.

python inetd.py PORT PROGRAM ARGUMENT...
"""

import socketserver
import subprocess
import sys


class Connection(socketserver.BaseRequestHandler):
    """One connection, for as long as the program runs."""

    def handle(self) -> None:
        subprocess.run(sys.argv[2:], stdin=self.request, stdout=self.request, check=False, timeout=60)


if __name__ == "__main__":
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Connection) as server:
        server.serve_forever()
