import { connect, createServer, type AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { selfSigned } from "./self-signed.ts";

/** PostgreSQL, protocol: SSLRequest is 8 bytes, answered by one letter. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

export interface TlsProxy {
  port: number;
  /** Sessions that were encrypted, and those that came without asking for it. */
  encrypted: number;
  plain: number;
  close(): Promise<void>;
}

/** Puts TLS with a certificate of nobody's before a PostgreSQL server on loopback that has none. */
export async function startTlsProxy(target: number): Promise<TlsProxy> {
  const server = createServer((client) => {
    client.on("error", () => {});
    client.once("data", (first) => {
      if (!first.equals(sslRequest)) {
        proxy.plain += 1;
        return void client.destroy();
      }
      client.write("S");
      const secure = new TLSSocket(client, { isServer: true, ...selfSigned });
      const upstream = connect({ host: "127.0.0.1", port: target });
      secure.on("error", () => upstream.destroy());
      upstream.on("error", () => secure.destroy());
      secure.on("secure", () => void (proxy.encrypted += 1));
      secure.pipe(upstream).pipe(secure);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const proxy: TlsProxy = {
    port: (server.address() as AddressInfo).port, encrypted: 0, plain: 0,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
  return proxy;
}
