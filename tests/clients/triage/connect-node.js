// Calls TriageService by an unmodified @connectrpc/connect-node client.
// Usage: connect-node.js HTTP_URL GRPC_URL PROTOCOL DESCRIPTOR_SET, where PROTOCOL is json, proto, json-http2, grpc-web or
// grpc; requests on standard input and responses on standard output are messages in base64, one a line.
import { createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [http, grpc, protocol, descriptorSet] = process.argv.slice(2);
const transports = {
  json: () => createConnectTransport({ baseUrl: http, httpVersion: "1.1" }),
  proto: () => createConnectTransport({ baseUrl: http, httpVersion: "1.1", useBinaryFormat: true }),
  "json-http2": () => createConnectTransport({ baseUrl: grpc, httpVersion: "2" }),
  "grpc-web": () => createGrpcWebTransport({ baseUrl: http, httpVersion: "1.1" }),
  grpc: () => createGrpcTransport({ baseUrl: grpc }),
};

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptorSet)));
const service = registry.getService("triage.v1.TriageService");
const { input, output } = service.method.triage;
const client = createClient(service, transports[protocol]());

for await (const line of createInterface({ input: process.stdin })) {
  const response = await client.triage(fromBinary(input, Buffer.from(line, "base64")), { timeoutMs: 20_000 });
  console.log(Buffer.from(toBinary(output, response)).toString("base64"));
}

process.exit(0);
