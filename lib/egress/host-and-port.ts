import { isIP } from "node:net";

/** As an allowed host is written: `db.example.com:5432`, `[fd00::5]:5432`. */
export function hostAndPort(host: string, port: number): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
