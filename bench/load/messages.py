"""The requests of the load, in gRPC frames. Messages: protos/triage/v1/triage.proto."""
import struct

TEXT = b"I was charged twice for my subscription this month, nobody answers my emails and I want it back now!"


def query():
    """A TriageRequest of 100 characters."""
    return _frame(_field(1, TEXT))


def stream_of(count):
    """The messages of one TriageStream."""
    return b"".join(_frame(_field(1, b"%d" % i) + _field(2, _field(1, TEXT))) for i in range(count))


def _field(number, payload):
    """A length-delimited field of at most 127 bytes."""
    return bytes([number << 3 | 2, len(payload)]) + payload


def _frame(message):
    return b"\0" + struct.pack(">I", len(message)) + message
