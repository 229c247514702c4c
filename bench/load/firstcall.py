"""One gRPC call on a connection of its own, as bytes on a socket: a client's own start would be the greater part."""
import socket
import struct
import time

DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS = 1, 4
FRAME_HEADER_BYTES = 9


def first_call_seconds(port, path, body):
    """Seconds from connecting to the end of the answer."""
    names = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost",
             "content-type": "application/grpc", "te": "trailers"}
    headers = b"".join(_literal(name.encode(), value.encode()) for name, value in names.items())
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _frame(SETTINGS, 0, 0, b"")
                           + _frame(HEADERS, END_HEADERS, 1, headers) + _frame(DATA, END_STREAM, 1, body))
        with connection.makefile("rb") as stream:
            while True:
                header = stream.read(FRAME_HEADER_BYTES)
                stream.read(int.from_bytes(header[:3], "big"))
                if header[3] in (DATA, HEADERS) and header[4] & END_STREAM:
                    return time.perf_counter() - began


def _frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def _literal(name, value):
    """A header that enters no table. Source: RFC 7541, section 6.2.2."""
    return bytes([0, len(name)]) + name + bytes([len(value)]) + value
