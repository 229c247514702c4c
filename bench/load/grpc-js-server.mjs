// The peer that platforms know: an unmodified @grpc/grpc-js server that parses each TriageRequest and encodes one and the same
// TriageResponse. Usage: grpc-js-server.mjs PORT RESPONSE, a file with that response in a gRPC frame.
// The packages are those of tests/clients.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tests/clients/package.json", import.meta.url));
const { Server, ServerCredentials, loadPackageDefinition } = require("@grpc/grpc-js");
const { loadSync } = require("@grpc/proto-loader");

const PREFIX_BYTES = 5; // of a message of gRPC: flags and length
const protoRoot = new URL("../../protos", import.meta.url).pathname;
const [port, responseFile] = process.argv.slice(2);
const definition = loadSync("triage/v1/triage.proto", { includeDirs: [protoRoot], keepCase: true });
const response = definition["triage.v1.TriageService"].Triage.responseDeserialize(readFileSync(responseFile).subarray(PREFIX_BYTES));
const { TriageService } = loadPackageDefinition(definition).triage.v1;

const server = new Server();
server.addService(TriageService.service, {
  Triage: (call, callback) => (call.request.text ? callback(null, response) : callback(new Error("text: expected some, got none"))),
});
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
