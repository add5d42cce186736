import type pg from "pg";
import { openSocket, type SocketOptions } from "../open-socket.ts";

/** PostgreSQL, protocol: CancelRequest. */
const cancelCode = 80_877_102;

/** Asks the server, by a connection of its own, to end what a session does; it says nothing about whether it did. */
export async function cancelStatement(client: pg.Client, host: string, port: number, options: SocketOptions): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number | null; secretKey: number | null };
  if (processID === null || secretKey === null) return;
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(cancelCode, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = await openSocket(host, port, options);
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.end(request);
    socket.resume();
    setTimeout(() => socket.destroy(), options.timeoutMs).unref();
  });
}
