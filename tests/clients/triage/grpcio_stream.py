"""Streams and batches through TriageService by an unmodified grpcio client.

Usage: grpcio_stream.py HOST:PORT STUBS COUNT; every tenth query is blank. Prints one line of JSON: {"stream": ids as they
were answered, "errors": ids that were answered by an error, "batch": "response" or the reason of the error for each query}.
STUBS is the folder with the modules that protoc and grpc_python_plugin made of our protos.
"""
import json
import sys

import grpc

address, stubs, count = sys.argv[1:]
sys.path.insert(0, stubs)
from triage.v1 import triage_pb2, triage_pb2_grpc  # noqa: E402

queries = [triage_pb2.TriageRequest(text=" " if i % 10 == 9 else f"Where is my order number {i}?") for i in range(int(count))]

with grpc.insecure_channel(address) as channel:
    client = triage_pb2_grpc.TriageServiceStub(channel)
    requests = (triage_pb2.TriageStreamRequest(id=f"q{i}", query=query) for i, query in enumerate(queries))
    answers = list(client.TriageStream(requests, timeout=20))
    batch = client.TriageBatch(triage_pb2.TriageBatchRequest(queries=queries), timeout=20)

print(json.dumps({
    "stream": [answer.id for answer in answers],
    "errors": [answer.id for answer in answers if answer.HasField("error")],
    "batch": [result.error.reason if result.HasField("error") else "response" for result in batch.results],
}))
