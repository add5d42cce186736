import { randomInt } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { AppError } from "#lib/errors.ts";

import { probePort } from "./port.ts";

const host = "127.0.0.1";
const patienceMs = 2_000;

/**
 * The port of the sample systems: any free one at first, kept in the data folder so that URLs in flows stay right, and
 * another one only when a different program holds it.
 */
export async function chooseSamplesPort(dataDir: string): Promise<number> {
  const file = join(dataDir, "samples-port");
  const kept = readPort(file);
  // Processes of an instance that was killed may let go of it a moment later.
  for (const deadline = Date.now() + patienceMs; kept !== null; await delay(100)) {
    if ((await probePort(host, kept)).free) return kept;
    if (Date.now() > deadline) break;
  }
  for (let tries = 0; ; tries += 1) {
    // Below the ports that systems give to outgoing connections, so that it is free the next time, too.
    const probe = await probePort(host, tries < 20 ? randomInt(20_000, 32_000) : 0);
    if (!probe.free && tries < 20) continue;
    if (!probe.free) throw new AppError("invalid", `The sample systems cannot listen on ${host} (${probe.code}). Set MILLRACE_SAMPLES=0 to start without them.`);
    writeFileSync(file, `${probe.port}\n`);
    return probe.port;
  }
}

function readPort(file: string): number | null {
  try {
    const port = Number(readFileSync(file, "utf8").trim());
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}
