import { expect, test } from "vitest";
import { startMillrace } from "#tests/support/start-millrace.ts";

test("a stop ends open streams and is over at once, with exit code 0", async () => {
  const millrace = await startMillrace();
  try {
    const stream = await fetch(`${millrace.url}/api/v1/runs/stream`, { headers: { authorization: `Bearer ${millrace.apiKey}` } });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    while (!heard.includes("event: hello")) heard += (await reader?.read())?.value ?? "";
    const asked = performance.now();
    const code = millrace.stop();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
    expect(await code).toBe(0);
    // A server that waits for its readers cuts them off after ten seconds.
    expect(performance.now() - asked).toBeLessThan(8_000);
  } finally {
    await millrace.dispose();
  }
}, 240_000);
