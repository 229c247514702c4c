// Runs in the browser: see connect-web.mjs.
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { run, serverStreamCases, unaryCases } from "./cases.mjs";

/** Runs every case over every protocol; a line's case is named "PROTOCOL/CASE". */
export async function runAll(baseUrl, base64, print) {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  // Browsers cannot compress what they send by this library.
  const { client_compressed_unary, ...rest } = { ...unaryCases, ...serverStreamCases };
  const transports = {
    connect: more => createConnectTransport({ baseUrl, useBinaryFormat: true, ...more }),
    "connect-json": more => createConnectTransport({ baseUrl, useBinaryFormat: false, ...more }),
    "grpc-web": () => createGrpcWebTransport({ baseUrl, useBinaryFormat: true }),
    "grpc-web-json": () => createGrpcWebTransport({ baseUrl, useBinaryFormat: false }),
  };
  for (const [name, create] of Object.entries(transports)) {
    const service = registry.getService("grpc.testing.TestService");
    const clients = {
      client: createClient(service, create()),
      cacheable: createClient(service, create({ useHttpGet: true })),
      nobody: createClient(registry.getService("grpc.testing.UnimplementedService"), create()),
    };
    await run(rest, clients, line => print(line.replace("ok ", `ok ${name}/`)));
  }
}
