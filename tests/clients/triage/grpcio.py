"""Calls TriageService by an unmodified grpcio client.

Usage: grpcio.py HOST:PORT STUBS; requests on standard input and responses on standard output are messages in base64, one
a line. STUBS is the folder with the modules that protoc and grpc_python_plugin made of our protos.
"""
import base64
import sys

import grpc

address, stubs = sys.argv[1:]
sys.path.insert(0, stubs)
from triage.v1 import triage_pb2, triage_pb2_grpc  # noqa: E402

with grpc.insecure_channel(address) as channel:
    client = triage_pb2_grpc.TriageServiceStub(channel)
    for line in sys.stdin:
        request = triage_pb2.TriageRequest.FromString(base64.b64decode(line))
        response = client.Triage(request, timeout=20)
        print(base64.b64encode(response.SerializeToString()).decode(), flush=True)
