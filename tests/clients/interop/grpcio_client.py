"""grpcio_client.py ADDRESS DESCRIPTORS: the interop cases with Python's grpcio.

DESCRIPTORS: a serialised google.protobuf.FileDescriptorSet.
"""
import queue
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ADDRESS, DESCRIPTORS = sys.argv[1:]
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
REQUEST_SIZES, RESPONSE_SIZES = (27182, 8, 1828, 45904), (31415, 9, 2653, 58979)
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"

pool = descriptor_pool.DescriptorPool()
files = descriptor_pb2.FileDescriptorSet()
with open(DESCRIPTORS, "rb") as source:
    files.ParseFromString(source.read())
for file in files.file:
    pool.Add(file)
factory = message_factory.MessageFactory(pool)


def new(name, **fields):
    return factory.GetPrototype(pool.FindMessageTypeByName(f"grpc.testing.{name}"))(**fields)


class Client:
    """One callable a method, made from the descriptors."""

    def __init__(self, service="grpc.testing.TestService", **options):
        self.channel = grpc.insecure_channel(ADDRESS, **options)
        for method in pool.FindServiceByName(service).methods:
            make = getattr(self.channel, SHAPES[method.name])
            setattr(self, method.name, make(
                f"/{service}/{method.name}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=factory.GetPrototype(method.output_type).FromString))


SHAPES = {
    "EmptyCall": "unary_unary", "UnaryCall": "unary_unary", "CacheableUnaryCall": "unary_unary",
    "UnimplementedCall": "unary_unary", "StreamingOutputCall": "unary_stream", "StreamingInputCall": "stream_unary",
    "FullDuplexCall": "stream_stream", "HalfDuplexCall": "stream_stream",
}


def payload(size):
    return new("Payload", body=bytes(size))


def flag(value):
    return new("BoolValue", value=value)


def parameters(*sizes, **more):
    return [new("ResponseParameters", size=size, **more) for size in sizes]


def equal(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def fails(run, code, details=None):
    try:
        run()
    except grpc.RpcError as error:
        equal(error.code(), code)
        if details is not None:
            equal(error.details(), details)
        return
    raise AssertionError(f"expected {code}, got success")


def endless(first=None):
    """Requests that stay open: the first one, then nothing until the queue is fed None."""
    feed = queue.Queue()
    if first is not None:
        feed.put(first)
    return feed, iter(feed.get, None)


client = Client()
gzip = Client(compression=grpc.Compression.Gzip)


def empty_unary():
    equal(client.EmptyCall(new("Empty")), new("Empty"))


def large_unary():
    answer = client.UnaryCall(new("SimpleRequest", response_size=314159, payload=payload(271828)))
    equal(len(answer.payload.body), 314159)


def client_streaming():
    requests = (new("StreamingInputCallRequest", payload=payload(size)) for size in REQUEST_SIZES)
    equal(client.StreamingInputCall(requests).aggregated_payload_size, 74922)


def server_streaming():
    answers = client.StreamingOutputCall(
        new("StreamingOutputCallRequest", response_parameters=parameters(*RESPONSE_SIZES)))
    equal([len(answer.payload.body) for answer in answers], list(RESPONSE_SIZES))


def ping_pong():
    feed, requests = endless()
    answers = client.FullDuplexCall(requests)
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        feed.put(new(
            "StreamingOutputCallRequest", response_parameters=parameters(response_size), payload=payload(request_size)))
        equal(len(next(answers).payload.body), response_size)
    feed.put(None)
    equal(list(answers), [])


def half_duplex():
    requests = (new("StreamingOutputCallRequest", response_parameters=parameters(size)) for size in RESPONSE_SIZES)
    equal([len(answer.payload.body) for answer in client.HalfDuplexCall(requests)], list(RESPONSE_SIZES))


def empty_stream():
    equal(list(client.FullDuplexCall(iter(()))), [])


def cancel_after_begin():
    feed, requests = endless()
    call = client.StreamingInputCall.future(requests)
    call.cancel()
    feed.put(None)
    assert call.cancelled()
    equal(call.code(), grpc.StatusCode.CANCELLED)


def cancel_after_first_response():
    feed, requests = endless(new(
        "StreamingOutputCallRequest", response_parameters=parameters(31415), payload=payload(27182)))
    answers = client.FullDuplexCall(requests)
    next(answers)
    answers.cancel()
    fails(lambda: next(answers), grpc.StatusCode.CANCELLED)
    feed.put(None)


def timeout_on_sleeping_server():
    feed, requests = endless(new("StreamingOutputCallRequest", payload=payload(27182)))
    fails(lambda: next(client.FullDuplexCall(requests, timeout=0.05)), grpc.StatusCode.DEADLINE_EXCEEDED)
    feed.put(None)


def custom_metadata():
    metadata = ((INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab"))
    _, call = client.UnaryCall.with_call(new("SimpleRequest", response_size=1), metadata=metadata)
    equal(dict(call.initial_metadata())[INITIAL], "test_initial_metadata_value")
    equal(dict(call.trailing_metadata())[TRAILING], b"\xab\xab\xab")
    stream = client.FullDuplexCall(
        iter((new("StreamingOutputCallRequest", response_parameters=parameters(1)),)), metadata=metadata)
    equal(len(list(stream)), 1)
    equal(dict(stream.initial_metadata())[INITIAL], "test_initial_metadata_value")
    equal(dict(stream.trailing_metadata())[TRAILING], b"\xab\xab\xab")


def status_code_and_message():
    status = new("EchoStatus", code=2, message="test status message")
    fails(lambda: client.UnaryCall(new("SimpleRequest", response_status=status)), grpc.StatusCode.UNKNOWN, status.message)
    requests = iter((new("StreamingOutputCallRequest", response_status=status),))
    fails(lambda: list(client.FullDuplexCall(requests)), grpc.StatusCode.UNKNOWN, status.message)


def special_status_message():
    status = new("EchoStatus", code=2, message=SPECIAL)
    fails(lambda: client.UnaryCall(new("SimpleRequest", response_status=status)), grpc.StatusCode.UNKNOWN, SPECIAL)


def unimplemented_method():
    fails(lambda: client.UnimplementedCall(new("Empty")), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service():
    nobody = Client("grpc.testing.UnimplementedService")
    fails(lambda: nobody.UnimplementedCall(new("Empty")), grpc.StatusCode.UNIMPLEMENTED)


def client_compressed_unary():
    request = new("SimpleRequest", response_size=314159, payload=payload(271828), expect_compressed=flag(True))
    fails(lambda: client.UnaryCall(request), grpc.StatusCode.INVALID_ARGUMENT)
    equal(len(gzip.UnaryCall(request).payload.body), 314159)
    request.expect_compressed.value = False
    equal(len(client.UnaryCall(request).payload.body), 314159)


def server_compressed_unary():
    for value in (True, False):
        request = new("SimpleRequest", response_size=314159, response_compressed=flag(value))
        equal(len(client.UnaryCall(request).payload.body), 314159)


def client_compressed_streaming():
    def requests():
        for size in (27182, 45904):
            yield new("StreamingInputCallRequest", payload=payload(size), expect_compressed=flag(True))

    fails(lambda: client.StreamingInputCall(requests()), grpc.StatusCode.INVALID_ARGUMENT)
    equal(gzip.StreamingInputCall(requests()).aggregated_payload_size, 73086)


def server_compressed_streaming():
    request = new("StreamingOutputCallRequest", response_parameters=[
        *parameters(31415, compressed=flag(True)), *parameters(92653, compressed=flag(False))])
    equal([len(answer.payload.body) for answer in client.StreamingOutputCall(request)], [31415, 92653])


for case in (
        empty_unary, large_unary, client_streaming, server_streaming, ping_pong, half_duplex, empty_stream,
        cancel_after_begin, cancel_after_first_response, timeout_on_sleeping_server, custom_metadata,
        status_code_and_message, special_status_message, unimplemented_method, unimplemented_service,
        client_compressed_unary, server_compressed_unary, client_compressed_streaming, server_compressed_streaming):
    try:
        case()
        print("ok", case.__name__, flush=True)
    except Exception as error:  # every case is reported, whatever the earlier ones did
        print("not ok", f"{case.__name__}: {error!r}", flush=True)
