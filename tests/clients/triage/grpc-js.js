// Calls TriageService by an unmodified @grpc/grpc-js client.
// Usage: grpc-js.js HOST:PORT PROTO_ROOT; requests on standard input and responses on standard output are messages in
// base64, one a line.
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { createInterface } from "node:readline";

const [address, protoRoot] = process.argv.slice(2);
const definition = loadSync("triage/v1/triage.proto", { includeDirs: [protoRoot], keepCase: true, longs: String });
const method = definition["triage.v1.TriageService"].Triage;
const { TriageService } = loadPackageDefinition(definition).triage.v1;
const client = new TriageService(address, credentials.createInsecure());

for await (const line of createInterface({ input: process.stdin })) {
  const request = method.requestDeserialize(Buffer.from(line, "base64"));
  const response = await new Promise((resolve, reject) => {
    client.Triage(request, { deadline: Date.now() + 20_000 }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  console.log(method.responseSerialize(response).toString("base64"));
}

client.close();
