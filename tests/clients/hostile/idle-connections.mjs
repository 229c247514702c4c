// idle-connections.mjs PORT COUNT: opens connections that say nothing, prints "open", and holds them until its input ends.
// A process of its own, because a process may open only so many files.
import { once } from "node:events";
import { connect } from "node:net";

const [port, count] = process.argv.slice(2).map(Number);
for (let i = 0; i < count; i++) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
}
console.log("open");
process.stdin.resume();
await once(process.stdin, "end");
process.exit(0);
