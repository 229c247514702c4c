// The standard gRPC interop cases, written once against the shape of a Connect client:
// client.method(request, { headers, timeoutMs, signal, onHeader, onTrailer }) answers a promise, or an async iterable for
// streams. Source: gRPC, "Interoperability Test Case Descriptions".

// Canonical codes.
export const Code = { cancelled: 1, unknown: 2, invalidArgument: 3, deadlineExceeded: 4, unimplemented: 12 };

const initialKey = "x-grpc-test-echo-initial";
const trailingKey = "x-grpc-test-echo-trailing-bin";
const responseSizes = [31415, 9, 2653, 58979];
const requestSizes = [27182, 8, 1828, 45904];
const specialMessage = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

const payload = size => ({ body: new Uint8Array(size) });

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

export function assertEqual(actual, expected, what) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  assert(a === e, `${what}: expected ${e}, got ${a}`);
}

/** Runs something that must fail, and checks how. */
export async function assertFails(run, code, message) {
  try {
    await run();
  } catch (error) {
    assertEqual(error.code, code, `code (${error.message})`);
    if (message !== undefined) assertEqual(error.rawMessage, message, "message");
    return error;
  }
  throw new Error(`expected code ${code}, got success`);
}

export async function collect(stream) {
  const messages = [];
  for await (const message of stream) messages.push(message);
  return messages;
}

/** An async iterable that is fed by push and ended by close. */
function pushable() {
  const queue = [];
  let wake = () => {};
  return {
    push(value) { queue.push({ value, done: false }); wake(); },
    close() { queue.push({ value: undefined, done: true }); wake(); },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (queue.length === 0) await new Promise(resolve => { wake = resolve; });
        const next = queue.shift();
        if (next.done) return;
        yield next.value;
      }
    },
  };
}

const bodySizes = messages => messages.map(m => m.payload.body.length);

/** Cases by the shape of stream that they need. */
export const unaryCases = {
  async empty_unary({ client }) {
    await client.emptyCall({});
  },
  async large_unary({ client }) {
    const response = await client.unaryCall({ responseSize: 314159, payload: payload(271828) });
    assertEqual(response.payload.body.length, 314159, "size");
  },
  async cacheable_unary({ cacheable }) {
    const response = await cacheable.cacheableUnaryCall({ responseSize: 10 });
    assertEqual(response.payload.body.length, 10, "size");
  },
  async client_compressed_unary({ client, compressing }) {
    const request = { responseSize: 314159, payload: payload(271828) };
    await assertFails(
      () => client.unaryCall({ ...request, expectCompressed: { value: true } }), Code.invalidArgument);
    await compressing.unaryCall({ ...request, expectCompressed: { value: true } });
    await client.unaryCall({ ...request, expectCompressed: { value: false } });
  },
  async server_compressed_unary({ client }) {
    for (const value of [true, false]) {
      const response = await client.unaryCall({ responseSize: 314159, responseCompressed: { value } });
      assertEqual(response.payload.body.length, 314159, "size");
    }
  },
  async custom_metadata_unary({ client }) {
    let header, trailer;
    await client.unaryCall({ responseSize: 1 }, {
      headers: { [initialKey]: "test_initial_metadata_value", [trailingKey]: "q6ur" },
      onHeader: h => { header = h.get(initialKey); },
      onTrailer: t => { trailer = t.get(trailingKey); },
    });
    assertEqual(header, "test_initial_metadata_value", "header");
    assertEqual(trailer, "q6ur", "trailer");
  },
  async status_code_and_message_unary({ client }) {
    const responseStatus = { code: 2, message: "test status message" };
    await assertFails(() => client.unaryCall({ responseStatus }), Code.unknown, responseStatus.message);
  },
  async special_status_message({ client }) {
    const responseStatus = { code: 2, message: specialMessage };
    await assertFails(() => client.unaryCall({ responseStatus }), Code.unknown, specialMessage);
  },
  async unimplemented_method({ client }) {
    await assertFails(() => client.unimplementedCall({}), Code.unimplemented);
  },
  async unimplemented_service({ nobody }) {
    await assertFails(() => nobody.unimplementedCall({}), Code.unimplemented);
  },
};

export const serverStreamCases = {
  async server_streaming({ client }) {
    const responses = await collect(
      client.streamingOutputCall({ responseParameters: responseSizes.map(size => ({ size })) }));
    assertEqual(bodySizes(responses), responseSizes, "sizes");
  },
  async server_compressed_streaming({ client }) {
    const responses = await collect(client.streamingOutputCall({
      responseParameters: [
        { size: 31415, compressed: { value: true } },
        { size: 92653, compressed: { value: false } },
      ],
    }));
    assertEqual(bodySizes(responses), [31415, 92653], "sizes");
  },
  async status_code_and_message_stream({ client }) {
    const responseStatus = { code: 2, message: "test status message" };
    const received = [];
    await assertFails(async () => {
      const request = { responseParameters: [{ size: 3 }], responseStatus };
      for await (const response of client.streamingOutputCall(request)) received.push(response);
    }, Code.unknown, responseStatus.message);
    assertEqual(received.length, 1, "messages before the status");
  },
  async cancel_after_first_response_of_server_stream({ client }) {
    const cancel = new AbortController();
    await assertFails(async () => {
      const request = { responseParameters: [{ size: 3 }, { size: 3, intervalUs: 30_000_000 }] };
      for await (const _ of client.streamingOutputCall(request, { signal: cancel.signal })) cancel.abort();
    }, Code.cancelled);
  },
  async timeout_on_server_stream({ client }) {
    await assertFails(async () => {
      const request = { responseParameters: [{ size: 3, intervalUs: 30_000_000 }] };
      await collect(client.streamingOutputCall(request, { timeoutMs: 100 }));
    }, Code.deadlineExceeded);
  },
};

export const clientStreamCases = {
  async client_streaming({ client }) {
    async function* requests() {
      for (const size of requestSizes) yield { payload: payload(size) };
    }
    assertEqual((await client.streamingInputCall(requests())).aggregatedPayloadSize, 74922, "size");
  },
  async client_compressed_streaming({ client, compressing }) {
    async function* requests() {
      yield { payload: payload(27182), expectCompressed: { value: true } };
      yield { payload: payload(45904), expectCompressed: { value: true } };
    }
    await assertFails(() => client.streamingInputCall(requests()), Code.invalidArgument);
    assertEqual((await compressing.streamingInputCall(requests())).aggregatedPayloadSize, 73086, "size");
  },
  async cancel_after_begin({ client }) {
    const cancel = new AbortController();
    const requests = pushable();
    const call = client.streamingInputCall(requests, { signal: cancel.signal });
    setImmediate(() => cancel.abort());
    await assertFails(() => call, Code.cancelled);
    requests.close();
  },
};

export const duplexCases = {
  async ping_pong({ client }) {
    const requests = pushable();
    const responses = client.fullDuplexCall(requests)[Symbol.asyncIterator]();
    for (let i = 0; i < responseSizes.length; i++) {
      requests.push({ responseParameters: [{ size: responseSizes[i] }], payload: payload(requestSizes[i]) });
      const { value } = await responses.next();
      assertEqual(value.payload.body.length, responseSizes[i], "size");
    }
    requests.close();
    assertEqual((await responses.next()).done, true, "end");
  },
  async half_duplex({ client }) {
    async function* requests() {
      for (const size of responseSizes) yield { responseParameters: [{ size }] };
    }
    assertEqual(bodySizes(await collect(client.halfDuplexCall(requests()))), responseSizes, "sizes");
  },
  async empty_stream({ client }) {
    async function* requests() {}
    assertEqual((await collect(client.fullDuplexCall(requests()))).length, 0, "messages");
  },
  async custom_metadata_stream({ client }) {
    let header, trailer;
    async function* requests() {
      yield { responseParameters: [{ size: 1 }] };
    }
    await collect(client.fullDuplexCall(requests(), {
      headers: { [initialKey]: "test_initial_metadata_value", [trailingKey]: "q6ur" },
      onHeader: h => { header = h.get(initialKey); },
      onTrailer: t => { trailer = t.get(trailingKey); },
    }));
    assertEqual(header, "test_initial_metadata_value", "header");
    assertEqual(trailer, "q6ur", "trailer");
  },
  async status_code_and_message_duplex({ client }) {
    async function* requests() {
      yield { responseStatus: { code: 2, message: "test status message" } };
    }
    await assertFails(() => collect(client.fullDuplexCall(requests())), Code.unknown, "test status message");
  },
  async cancel_after_first_response({ client }) {
    const cancel = new AbortController();
    const requests = pushable();
    requests.push({ responseParameters: [{ size: 31415 }], payload: payload(27182) });
    await assertFails(async () => {
      for await (const _ of client.fullDuplexCall(requests, { signal: cancel.signal })) cancel.abort();
    }, Code.cancelled);
    requests.close();
  },
  async timeout_on_sleeping_server({ client }) {
    const requests = pushable();
    requests.push({ payload: payload(27182) });
    await assertFails(() => collect(client.fullDuplexCall(requests, { timeoutMs: 50 })), Code.deadlineExceeded);
    requests.close();
  },
};

/** Runs cases one by one and prints a line for each: "ok NAME" or "not ok NAME: why". */
export async function run(cases, clients, print = console.log) {
  for (const [name, runCase] of Object.entries(cases)) {
    try {
      await runCase(clients);
      print(`ok ${name}`);
    } catch (error) {
      print(`not ok ${name}: ${String(error).replaceAll("\n", " ")}`);
    }
  }
}
