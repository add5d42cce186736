import { Agent, createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drainServer } from "#lib/launch/drain-server.ts";

let server: Server;
let port = 0;
let agent: Agent;
beforeEach(async () => {
  server = createServer((_, response) => response.end("done"));
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  agent.destroy();
  server.closeAllConnections();
});

async function ask(by: Agent): Promise<{ status: number; connection: string; reused: boolean }> {
  return await new Promise((resolve, reject) => {
    const request = get({ port, host: "127.0.0.1", agent: by }, (response) => {
      response.resume().once("end", () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection ?? "", reused: request.reusedSocket }));
    });
    request.once("error", reject);
  });
}

test("a request over a connection that was idle when the stop began is answered, as the last one of it", async () => {
  expect(await ask(agent)).toEqual({ status: 200, connection: "keep-alive", reused: false });
  const drained = drainServer(server, 10_000);
  expect(await ask(agent)).toEqual({ status: 200, connection: "close", reused: true });
  await drained;
  await expect(ask(new Agent())).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("a connection that nobody uses any more does not hold the stop up until its deadline", async () => {
  await ask(agent);
  await drainServer(server, 3_600_000);
  expect(server.listening).toBe(false);
});
