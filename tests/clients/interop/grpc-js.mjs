// grpc-js.mjs ADDRESS PROTOS: the interop cases with @grpc/grpc-js. PROTOS: the folder of grpc/testing/test.proto.
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { clientStreamCases, duplexCases, run, serverStreamCases, unaryCases } from "./cases.mjs";

const [address, protos] = process.argv.slice(2);
const { grpc: { testing } } = grpc.loadPackageDefinition(
  loadSync("grpc/testing/test.proto", { includeDirs: [protos] }));

/** Gives a client of grpc-js the shape of a Connect client. */
function adapt(Service, options = {}) {
  const client = new Service(address, grpc.credentials.createInsecure(), options);
  const adapted = {};
  for (const [name, method] of Object.entries(Service.service)) {
    const key = name[0].toLowerCase() + name.slice(1);
    adapted[key] = method.responseStream
      ? (input, options) => stream(client, name, method, input, options)
      : (input, options) => single(client, name, method, input, options);
  }
  return adapted;
}

function prepare({ headers = {}, timeoutMs } = {}) {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(headers)) {
    metadata.set(key, key.endsWith("-bin") ? Buffer.from(value, "base64") : value);
  }
  return [metadata, timeoutMs ? { deadline: Date.now() + timeoutMs } : {}];
}

function watch(call, { signal, onHeader, onTrailer } = {}) {
  const reader = metadata => ({
    get(key) {
      const [value] = metadata.get(key);
      return Buffer.isBuffer(value) ? value.toString("base64").replace(/=+$/, "") : value;
    },
  });
  signal?.addEventListener("abort", () => call.cancel());
  call.on("metadata", metadata => onHeader?.(reader(metadata)));
  call.on("status", status => onTrailer?.(reader(status.metadata)));
}

const fail = error => Object.assign(new Error(error.message), { code: error.code, rawMessage: error.details });

async function send(call, requests) {
  for await (const request of requests) {
    if (!call.write(request)) await new Promise(resolve => call.once("drain", resolve));
  }
  call.end();
}

function single(client, name, method, input, options) {
  return new Promise((resolve, reject) => {
    const done = (error, response) => error ? reject(fail(error)) : call.once("status", () => resolve(response));
    const call = method.requestStream
      ? client[name](...prepare(options), done)
      : client[name](input, ...prepare(options), done);
    watch(call, options);
    if (method.requestStream) void send(call, input);
  });
}

async function* stream(client, name, method, input, options) {
  const call = method.requestStream
    ? client[name](...prepare(options))
    : client[name](input, ...prepare(options));
  const status = new Promise(resolve => call.once("status", resolve));
  watch(call, options);
  if (method.requestStream) void send(call, input);
  try {
    for await (const message of call) yield message;
  } catch (error) {
    throw fail(error);
  }
  await status;
}

const service = testing.TestService;
await run({ ...unaryCases, ...serverStreamCases, ...clientStreamCases, ...duplexCases }, {
  client: adapt(service),
  compressing: adapt(service, { "grpc.default_compression_algorithm": 2 }),
  cacheable: adapt(service),
  nobody: adapt(testing.UnimplementedService),
});
process.exit(0);
