import type { SharedTemplate } from "#lib/contracts/templates.schema.ts";
import type { Context } from "../context.ts";
import { findTemplateByLink } from "./found-template.ts";
import { nodeTypesIn } from "./node-types-in.ts";
import { templateAnswer } from "./template-answer.ts";

/** For anybody who has the link: the template and nothing of the workspace it is of. */
export async function readSharedTemplate(_: Context, input: { link: string }): Promise<SharedTemplate> {
  const { id: _id, origin: _origin, flow: _flow, shareUrl: _url, ...shown } = await templateAnswer(await findTemplateByLink(input.link));
  return { ...shown, nodeTypes: nodeTypesIn(shown.content.document) };
}
