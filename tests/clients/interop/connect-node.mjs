// connect-node.mjs PROTOCOL HTTP_VERSION URL DESCRIPTORS: the interop cases with @connectrpc/connect-node.
// PROTOCOL: grpc, grpc-web, connect or connect-json. DESCRIPTORS: a serialised google.protobuf.FileDescriptorSet.
import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import {
  compressionGzip, createConnectTransport, createGrpcTransport, createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { clientStreamCases, duplexCases, run, serverStreamCases, unaryCases } from "./cases.mjs";

const [protocol, httpVersion, baseUrl, descriptors] = process.argv.slice(2);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptors)));
const service = registry.getService("grpc.testing.TestService");
const create = {
  grpc: createGrpcTransport,
  "grpc-web": createGrpcWebTransport,
  connect: options => createConnectTransport({ useBinaryFormat: true, ...options }),
  "connect-json": options => createConnectTransport({ useBinaryFormat: false, ...options }),
}[protocol];
const connect = (of, more = {}) => createClient(of, create({ baseUrl, httpVersion, ...more }));

await run({
  ...unaryCases,
  ...serverStreamCases,
  ...clientStreamCases,
  ...(httpVersion === "2" ? duplexCases : {}),
}, {
  client: connect(service),
  compressing: connect(service, { sendCompression: compressionGzip, compressMinBytes: 0 }),
  cacheable: connect(service, { useHttpGet: true }),
  nobody: connect(registry.getService("grpc.testing.UnimplementedService")),
});
process.exit(0);
