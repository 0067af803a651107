"""A member who joins rooms, sets their topics and stays: python irc_member.py PORT PASSWORD ROOM TOPIC..."""

import socket
import sys

port, password, *topics = sys.argv[1:]
with socket.create_connection(("127.0.0.1", int(port)), timeout=600) as line:
    line.sendall(f"PASS {password}\r\nNICK keeper\r\nUSER keeper 0 * :Keeper\r\n".encode())
    for text in line.makefile(errors="replace"):
        words = text.split()
        if words[0] == "PING":
            line.sendall(f"PONG {words[1]}\r\n".encode())
        elif words[1] == "001":
            for room, topic in zip(topics[::2], topics[1::2], strict=True):
                line.sendall(f"JOIN {room}\r\nTOPIC {room} :{topic}\r\n".encode())
