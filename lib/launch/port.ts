import { createServer } from "node:net";

/** Whether something can listen on host and port now; port 0 asks for any free one. The port, or the error's code. */
export function probePort(host: string, port: number): Promise<{ free: true; port: number } | { free: false; code: string }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve({ free: false, code: "code" in error ? String(error.code) : error.message }));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve({ free: true, port: chosen }));
    });
  });
}
