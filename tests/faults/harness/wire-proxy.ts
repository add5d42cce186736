import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What happens to one round trip of a client with the database. */
export type Harm =
  /** The statements are not passed on; the client is told that they failed with this SQLSTATE. */
  | { kind: "refuse"; sqlState: string }
  /** They are passed on, and before an answer comes back the connection is gone. */
  | { kind: "cut" }
  /** The answer comes late. */
  | { kind: "delay"; milliseconds: number };

/** What a client sends up to where it waits: the name or text of its statements. `startup` is the beginning of a session. */
export interface RoundTrip {
  statements: string[];
  isStartup: boolean;
}

export interface WireProxy {
  port: number;
  /** Asked about each round trip; null lets it pass. */
  judge: (trip: RoundTrip) => Harm | null;
  close(): Promise<void>;
}

const syncs = new Set(["S", "Q"]);

/** A message of the protocol as it is sent: a type, a length that counts itself, a body (PostgreSQL, chapter 54). */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeInt32BE(body.byteLength + 4, 1);
  return Buffer.concat([head, body]);
}

function refusal(sqlState: string, severity: "ERROR" | "FATAL"): Buffer {
  const field = (code: string, text: string): string => `${code}${text}\0`;
  return message("E", Buffer.from(`${field("S", severity)}${field("V", severity)}${field("C", sqlState)}${field("M", `injected ${sqlState}`)}\0`));
}

/** Whole messages at the front of what came; the startup message alone has no type. */
function takeMessages(pending: Buffer, isStarted: boolean): { messages: { type: string; body: Buffer; raw: Buffer }[]; rest: Buffer } {
  const messages: { type: string; body: Buffer; raw: Buffer }[] = [];
  let at = 0;
  let started = isStarted;
  for (;;) {
    const head = started ? 1 : 0;
    if (pending.byteLength < at + head + 4) break;
    const size = head + pending.readInt32BE(at + head);
    if (pending.byteLength < at + size) break;
    const raw = pending.subarray(at, at + size);
    messages.push({ type: started ? String.fromCharCode(raw[0] ?? 0) : "startup", body: raw.subarray(head + 4), raw });
    started = true;
    at += size;
  }
  return { messages, rest: pending.subarray(at) };
}

function textAt(body: Buffer, start = 0): string {
  return body.toString("utf8", start, body.indexOf(0, start));
}

/** Names of prepared statements are in Parse and Bind; a simple query is its own text. */
function statementOf(type: string, body: Buffer): string[] {
  if (type === "Q") return [textAt(body).toLowerCase()];
  if (type === "P") return [textAt(body)];
  if (type === "B") return [textAt(body, body.indexOf(0) + 1)];
  return [];
}

/** A proxy on loopback that knows where a client's round trips end, and does harm to some of them. */
export async function startWireProxy(target: number): Promise<WireProxy> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: "127.0.0.1", port: target, noDelay: true });
    client.setNoDelay(true);
    let pending: Buffer = Buffer.alloc(0);
    let trip: { raw: Buffer[]; statements: string[] } = { raw: [], statements: [] };
    let isStarted = false;
    let isCut = false;
    /** As the server last said: idle, in a transaction, or in a failed one. */
    let state = "I";
    let after = Promise.resolve();
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        end();
      });
    }

    const pass = (raw: Buffer[], isStartup: boolean, statements: string[]): void => {
      const harm = proxy.judge({ statements, isStartup });
      if (harm?.kind === "refuse") {
        const isFatal = isStartup || harm.sqlState.startsWith("57P") || harm.sqlState === "53300";
        client.write(refusal(harm.sqlState, isFatal ? "FATAL" : "ERROR"));
        if (isFatal) client.end(end);
        else client.write(message("Z", Buffer.from(state === "I" ? "I" : "E")));
        return;
      }
      if (harm?.kind === "cut") isCut = true;
      if (harm?.kind === "delay") after = after.then(() => new Promise((resolve) => void setTimeout(resolve, harm.milliseconds)));
      upstream.write(Buffer.concat(raw));
    };

    client.on("data", (chunk: Buffer) => {
      const { messages, rest } = takeMessages(Buffer.concat([pending, chunk]), isStarted);
      pending = rest;
      for (const { type, body, raw } of messages) {
        trip.raw.push(raw);
        trip.statements.push(...statementOf(type, body));
        if (type !== "startup" && !syncs.has(type) && type !== "p" && type !== "X") continue;
        const { raw: whole, statements } = trip;
        trip = { raw: [], statements: [] };
        isStarted = true;
        pass(whole, type === "startup", statements);
      }
    });
    upstream.on("data", (chunk: Buffer) => {
      // ReadyForQuery is always the last message of an answer, and six bytes long.
      if (chunk.at(-6) === 0x5a && chunk.readInt32BE(chunk.byteLength - 5) === 5) state = String.fromCharCode(chunk.at(-1) ?? 0x49);
      if (isCut) return end();
      after = after.then(() => void client.write(chunk));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const proxy: WireProxy = {
    port: (server.address() as AddressInfo).port,
    judge: () => null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
  return proxy;
}
