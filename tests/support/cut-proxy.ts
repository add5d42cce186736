import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CutProxy {
  port: number;
  /** Cuts what is open, as a failing network does, and refuses what comes after when `andClose`. */
  cut(andClose?: boolean): Promise<void>;
  /** From now on swallows what the server answers. */
  mute(): void;
  close(): Promise<void>;
}

/** A TCP proxy on loopback to a port of loopback, that can fail on purpose; at a port of its own, or at one that it had before. */
export async function startCutProxy(target: number, port = 0): Promise<CutProxy> {
  const open = new Set<Socket>();
  let muted = false;
  const server = createServer((client) => {
    const upstream = connect({ host: "127.0.0.1", port: target });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        (socket === client ? upstream : client).destroy();
      });
    }
    client.pipe(upstream);
    upstream.on("data", (data: Buffer) => {
      if (!muted) client.write(data);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = () => new Promise<void>((resolve) => {
    server.close(() => resolve());
    for (const socket of open) socket.resetAndDestroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    async cut(andClose = false) {
      if (andClose) return await close();
      for (const socket of open) socket.resetAndDestroy();
    },
    mute: () => void (muted = true),
    close: async () => {
      if (server.listening) await close();
    },
  };
}
