import { mutationOptions } from "@tanstack/react-query";

/** A call that somebody tries, as it came back. */
export interface TriedCall {
  status: number;
  headers: [string, string][];
  text: string;
  ms: number;
}

async function callFlow({ path, body, proof }: { path: string; body: string; /** Headers with what the caller proves itself by. */ proof: Record<string, string> }): Promise<TriedCall> {
  const began = performance.now();
  const headers: Record<string, string> = { "content-type": "application/json", ...proof };
  const response = await fetch(path, { method: "POST", headers, body, credentials: "omit", redirect: "manual" });
  const text = await response.text();
  return { status: response.status, headers: [...response.headers], text, ms: Math.round(performance.now() - began) };
}

/** Calls a flow of this installation as any other caller would: with no cookie, and with the key that was typed. */
export function tryFlow() {
  return mutationOptions({ mutationFn: callFlow });
}
