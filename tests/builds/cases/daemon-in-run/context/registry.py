"""Answers with one line on a port; with --ask prints what is answered there, with --wait as soon as it is."""

import socket
import sys
import time

address = ("127.0.0.1", int(sys.argv[-1]))


def ask():
    with socket.create_connection(address) as connection:
        print(connection.recv(100).decode())


if sys.argv[1] == "--ask":
    ask()
elif sys.argv[1] == "--wait":
    for _ in range(200):
        try:
            ask()
            break
        except OSError:
            time.sleep(0.05)
    else:
        sys.exit("nobody answers")
else:
    server = socket.create_server(address)
    while True:
        connection, _ = server.accept()
        connection.sendall(b"registered")
        connection.close()
