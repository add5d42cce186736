import { connect, createServer, type AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";

/** Made for this file, for localhost, valid for a hundred years; nobody trusts it. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzZzGdecXsxpC0UPy
nJtLPiQ4/cSGVcFph+EIStajRAuhRANCAAQWh+hrHr3OexwkE99/WNFDrIR8aU/s
zJmJGGGejrIUaiqsNBk3DLucoYVRJUg5eVRiGhTwsMHQ9T8kkSR3mvSr
-----END PRIVATE KEY-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUQfikjzsN1npJy/jJfO6zEMEkOwUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjAzMDUyNFoYDzIxMjYxMTAy
MDMwNTI0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQWh+hrHr3OexwkE99/WNFDrIR8aU/szJmJGGGejrIUaiqsNBk3DLuc
oYVRJUg5eVRiGhTwsMHQ9T8kkSR3mvSro28wbTAdBgNVHQ4EFgQUyMdnqMIXmV0j
QLxy2Cgkzplp2LQwHwYDVR0jBBgwFoAUyMdnqMIXmV0jQLxy2Cgkzplp2LQwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgdTOZtItCxPYuobYhe4rtTszPBlyQdkBTxs7gzrd3r7wCIQC9
GOAvEseH1PfM5sRBlD0dEoTuTO3KWZxqIVFe0JqA7w==
-----END CERTIFICATE-----`;

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
      const secure = new TLSSocket(client, { isServer: true, key, cert });
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
