"""A name server on 127.0.0.77 that knows no name, for a server that asks for one of each who comes."""

import socketserver


class Question(socketserver.BaseRequestHandler):
    """One question by UDP."""

    def handle(self) -> None:
        asked, line = self.request
        line.sendto(asked[:2] + b"\x81\x83" + asked[4:6] + bytes(6) + asked[12:], self.client_address)


if __name__ == "__main__":
    with socketserver.UDPServer(("127.0.0.77", 53), Question) as server:
        server.serve_forever()
