import type { FlowNode } from "../document.schema.ts";
import type { Issue } from "../issue.ts";
import type { Subject } from "./subject.ts";

const webhookTrigger = "core/webhook";

function checkOne({ id, config }: FlowNode): Issue[] {
  const text = (key: string): string | undefined => {
    const value = config[key];
    return value?.kind === "literal" && typeof value.value === "string" ? value.value : undefined;
  };
  if (text("verify") !== "hmac") return [];
  const signs = text("signs") || "{body}";
  const issue = (field: string, message: string): Issue => ({ rule: "webhook-signature", severity: "error", node: id, field, message });
  const issues: Issue[] = [];
  if (!signs.includes("{body}")) issues.push(issue("signs", "The signature has to be over the body, or anybody could change it. Put {body} into what is signed."));
  const strange = [...signs.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name).find((name) => !/^(?:body|timestamp|method|url|header: ?[A-Za-z0-9-]+)$/.test(name));
  if (strange !== undefined) issues.push(issue("signs", `{${strange}} stands for nothing. Use {body}, {timestamp}, {method}, {url} or {header:name}.`));
  if (signs.includes("{timestamp}") && !text("timestampHeader")) issues.push(issue("timestampHeader", "{timestamp} is signed, but no header is named that it stands in. Name it."));
  if (text("timestampHeader") && !signs.includes("{timestamp}")) issues.push({ ...issue("signs", "The timestamp is not signed, so anybody who repeats a request can change it. Put {timestamp} into what is signed, as the sender does."), severity: "warning" });
  return issues;
}

/** A signature of one's own that would protect nothing. */
export function checkWebhook({ document }: Subject): Issue[] {
  return document.nodes.filter((node) => node.type === webhookTrigger).flatMap(checkOne);
}
