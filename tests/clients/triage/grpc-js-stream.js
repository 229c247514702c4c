// Streams and batches through TriageService by an unmodified @grpc/grpc-js client, 64 queries in flight.
// Usage: grpc-js-stream.js HOST:PORT PROTO_ROOT COUNT; every tenth query is blank. Prints one line of
// JSON: {"stream": ids as they were answered, "errors": ids that were answered by an error, "batch": "response" or the
// reason of the error for each query}.
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const [address, protoRoot, count] = process.argv.slice(2);
const definition = loadSync("triage/v1/triage.proto", { includeDirs: [protoRoot], keepCase: true, oneofs: true });
const { TriageService } = loadPackageDefinition(definition).triage.v1;
const client = new TriageService(address, credentials.createInsecure());
const deadline = Date.now() + 20_000;
const query = (i) => ({ text: i % 10 === 9 ? " " : `Where is my order number ${i}?` });

const stream = await new Promise((resolve, reject) => {
  const answers = [];
  const call = client.TriageStream({ deadline });
  let sent = 0;
  const send = () => {
    if (sent < Number(count)) {
      call.write({ id: `q${sent}`, query: query(sent++) });
    } else {
      call.end();
    }
  };
  call.on("data", (answer) => { answers.push(answer); send(); });
  call.on("error", reject);
  call.on("end", () => resolve(answers));
  for (let i = 0; i < 64; i++) send();
});

const batch = await new Promise((resolve, reject) => {
  const queries = Array.from({ length: Number(count) }, (_, i) => query(i));
  client.TriageBatch({ queries }, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer.results)));
});

console.log(JSON.stringify({
  stream: stream.map((answer) => answer.id),
  errors: stream.filter((answer) => answer.result === "error").map((answer) => answer.id),
  batch: batch.map((result) => (result.result === "error" ? result.error.reason : "response")),
}));
client.close();
