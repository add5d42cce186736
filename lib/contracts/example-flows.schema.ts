import { z } from "zod";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import { contract } from "./contract.ts";

export const ExampleFlow = z.object({ id: z.string(), title: z.string(), description: z.string(), before: z.string(), document: FlowDocument });
export type ExampleFlow = z.infer<typeof ExampleFlow>;

export const listExampleFlows = contract({
  method: "GET", path: "/api/v1/example-flows", access: { kind: "workspace", permission: "samples:read" }, status: 200,
  summary: "Flows on the sample systems to begin with; create a flow from a document to make it yours. None while the sample systems are off.",
  answer: z.object({ examples: z.array(ExampleFlow) }),
});
