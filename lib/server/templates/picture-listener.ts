import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { SharedTemplate } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import { demandRoom } from "../hooks/demand-room.ts";
import { userContentHeaders } from "../http/security-headers.ts";
import { runtime } from "../runtime.ts";
import { drawApart } from "./picture/draw-apart.ts";
import { readTemplatePage } from "./read-template-page.ts";

const address = /^\/t\/([^/?#]{1,100})\/picture(?:[?#]|$)/;
/** Drawing takes half a second of CPU, so it is done once for each state of a template, and one at a time. */
const kept = new Map<string, Promise<Uint8Array>>();
const mostKept = 40;
let drawing: Promise<unknown> = Promise.resolve();

export function isPicture(url: string | undefined): boolean {
  return address.test(url ?? "");
}

async function drawn(template: SharedTemplate): Promise<Uint8Array> {
  const { name, sentence, pattern, author, shape } = template;
  return await drawApart({ name, sentence, pattern, author, steps: shape.map((step) => ({ name: step.name, icon: nodeTypes.get(step.type)?.icon ?? null })) });
}

function pictureOf(link: string, template: SharedTemplate): Promise<Uint8Array> {
  const key = JSON.stringify([link, template.version, template.name, template.sentence, template.author]);
  const before = kept.get(key);
  if (before) return before;
  const picture = drawing.then(() => drawn(template));
  drawing = picture.catch(() => undefined);
  kept.set(key, picture);
  picture.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return picture;
}

/** Answers `/t/<link>/picture` on the web process's own server: fonts and icons are read from where they are installed. */
export async function handlePicture(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = userContentHeaders({ https: runtime().env.publicUrl.startsWith("https:") });
  const refuse = (status: number, text: string) => response.writeHead(status, { ...headers, "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(text);
  try {
    if (request.method !== "GET" && request.method !== "HEAD") return void refuse(405, "This is a picture.");
    demandRoom();
    const link = decodeURIComponent(address.exec(request.url ?? "")?.[1] ?? "");
    const template = await readTemplatePage(link);
    if (template === null) return void refuse(404, "There is no such template.");
    const picture = await pictureOf(link, template);
    // A withdrawn template is gone at once, so nobody on the way keeps it for long.
    response.writeHead(200, { ...headers, "content-type": "image/png", "content-length": picture.byteLength, "cache-control": "private, max-age=60", "cross-origin-resource-policy": "cross-origin", "x-robots-tag": "noindex" });
    response.end(request.method === "HEAD" ? undefined : picture);
  } catch (error) {
    if (AppError.is(error) && error.code === "limit") return void refuse(error.httpStatus, error.message);
    runtime().log.error({ err: error }, "template.picture-failed");
    if (!response.headersSent) refuse(503, "The picture is not there just now.");
  }
}
