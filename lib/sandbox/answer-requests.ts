import { createConsoleLog } from "./console-log.ts";
import { prepareCode } from "./evaluate-code.ts";
import { deepest, failures } from "./failure-words.ts";
import { openFramePipe } from "./frame-pipe.ts";
import type { Evaluate, Outcome } from "./outcome.ts";
import { begunWord, readyWord, resultsAtMost, type SandboxRequest } from "./sandbox-request.ts";

const pipe = openFramePipe(3);
// The same dates on each machine; the environment is empty otherwise.
process.env["TZ"] = "UTC";

function isNestedTooDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (inText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

async function answer(request: SandboxRequest): Promise<void> {
  const { limits } = request;
  const cel = request.kind === "cel" ? await import("./evaluate-cel.ts") : null;
  pipe.write(begunWord);
  const deadline = performance.now() + request.leftMs;
  const console = createConsoleLog(limits.logBytes);
  const evaluate: Evaluate = cel === null ? await prepareCode(request, deadline, console.add) : cel.prepareCel(request);
  let left = limits.outputBytes * resultsAtMost;

  const settle = (input: string): Outcome => {
    if (performance.now() > deadline) return { ok: false, error: failures.notReached() };
    const outcome = evaluate(input);
    const size = Buffer.byteLength(outcome.ok ? outcome.text : JSON.stringify(outcome.error));
    if (outcome.ok && size > limits.outputBytes) return { ok: false, error: failures.tooLarge(limits) };
    if (outcome.ok && isNestedTooDeep(outcome.text)) return { ok: false, error: failures.tooDeep() };
    left -= size;
    return left < 0 ? { ...(outcome.ok ? {} : outcome), ok: false, error: failures.allTooLarge(limits.outputBytes * resultsAtMost) } : outcome;
  };

  for (let i = 0; i < request.count; i += 1) {
    const input = pipe.read();
    if (input === null) return;
    const outcome = settle(input);
    const logs = JSON.stringify(console.take());
    pipe.write(outcome.ok ? `{"ok":true,"logs":${logs},"value":${outcome.text}}` : `{"ok":false,"logs":${logs},"error":${JSON.stringify(outcome.error)}${outcome.spoiled ? ',"spoiled":true' : ""}}`);
    if (!outcome.ok && outcome.spoiled) process.exit(0);
  }
}

// The parent's end of the pipe closes when it is gone, however it went.
pipe.write(readyWord);
for (let text = pipe.read(); text !== null; text = pipe.read()) await answer(JSON.parse(text) as SandboxRequest);
process.exit(0);
