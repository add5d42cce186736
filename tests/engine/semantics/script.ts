import type { Json } from "#lib/json.ts";
import type { Answer, Script } from "./semantic-case.schema.ts";

/** An answer with nothing left out. */
export interface FullAnswer {
  status: number;
  body: Json;
  headers: Record<string, string>;
  until: string | undefined;
  takes: number | undefined;
  cut: boolean;
}

function full(answer: Answer): FullAnswer {
  const given = answer === "ok" ? { status: 200 } : typeof answer === "number" ? { status: answer } : answer;
  return {
    status: given.status,
    body: "body" in given && given.body !== undefined ? given.body : { ok: true },
    headers: "headers" in given ? given.headers : {},
    until: "until" in given ? given.until : undefined,
    takes: "takes" in given ? given.takes : undefined,
    cut: "cut" in given && given.cut === true,
  };
}

/** Hands out a node's answers in turn; the last one stays. */
export class ScriptReader {
  #script: Script;
  readonly #given = new Map<string, number>();

  constructor(script: Script) {
    this.#script = script;
  }

  /** Answers from here on; nodes that are not in it keep theirs. */
  change(script: Script): void {
    this.#script = { ...this.#script, ...script };
    for (const node of Object.keys(script)) for (const key of this.#given.keys()) if (key.startsWith(`${node}?`)) this.#given.delete(key);
  }

  next(node: string, id?: string): FullAnswer {
    const own = this.#script[node];
    const list = Array.isArray(own) ? own : (own?.[id ?? "*"] ?? own?.["*"] ?? []);
    const key = Array.isArray(own) ? `${node}?` : `${node}?${id ?? "*"}`;
    const number = this.#given.get(key) ?? 0;
    this.#given.set(key, number + 1);
    return full(list[Math.min(number, list.length - 1)] ?? "ok");
  }

  has(node: string): boolean {
    return Object.hasOwn(this.#script, node);
  }
}
