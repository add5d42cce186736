import { z } from "zod";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import { TemplateAbout, TemplateConnection, TemplateContent, TemplateKey, templateGoals, TemplateParameter, TemplatePlace, TemplateSample } from "#lib/flow/templates/template-content.schema.ts";
import { contract } from "./contract.ts";
import { Flow, Issue, listNodeTypes, Pattern } from "./flows.schema.ts";
import { idParam, Instant, Name, Nothing, Page } from "./shared.schema.ts";

const read = { kind: "workspace", permission: "templates:read" } as const;
const publish = { kind: "workspace", permission: "templates:publish" } as const;
const share = { kind: "workspace", permission: "templates:share" } as const;
const write = { kind: "workspace", permission: "flows:write" } as const;
const one = z.strictObject({ template: idParam });
const ofFlow = z.strictObject({ flow: idParam });
const maxTemplate = 4 * 1024 * 1024;

/** Who sees it: the workspace, whoever has the link, or everybody on this instance. */
export const TemplateVisibility = z.enum(["workspace", "link", "gallery"]);
export type TemplateVisibility = z.infer<typeof TemplateVisibility>;

/** What came of running its samples, for a version. */
export const TemplateCheck = z.object({
  version: z.number(), passed: z.number(), of: z.number(), at: Instant,
  problems: z.array(z.object({ sample: z.string(), problem: z.string() })),
});
export type TemplateCheck = z.infer<typeof TemplateCheck>;

export const TemplateSummary = z.object({
  id: z.string(), name: z.string(), sentence: z.string(), author: z.string(), pattern: Pattern.nullable(), goal: z.enum(templateGoals),
  /** Connectors whose nodes it has, those of the engine itself aside. */
  systems: z.array(z.object({ id: z.string(), title: z.string() })),
  /** The graph as a strip: node types in walk order. */
  shape: z.array(z.object({ type: z.string(), name: z.string() })),
  version: z.number(), publishedAt: Instant, installs: z.number(),
  /** Of Millrace, of this workspace, or of another one of this instance. */
  origin: z.enum(["millrace", "own", "instance"]),
  visibility: TemplateVisibility,
  check: TemplateCheck.nullable(),
  /** Why it cannot be installed here; null when it can. */
  unavailable: z.string().nullable(),
});
export type TemplateSummary = z.infer<typeof TemplateSummary>;

export const TemplateVersion = z.object({ number: z.number(), message: z.string(), publishedAt: Instant });
export type TemplateVersion = z.infer<typeof TemplateVersion>;

export const Template = TemplateSummary.extend({
  content: TemplateContent, versions: z.array(TemplateVersion),
  /** The flow it is made from, and the page of its link; null for those of others. */
  flow: z.string().nullable(), shareUrl: z.string().nullable(),
});
export type Template = z.infer<typeof Template>;

const NodeTypes = listNodeTypes.answer.shape.nodeTypes;

/** What somebody without an account is shown: nothing of the workspace it comes from but the author's own words. */
export const SharedTemplate = TemplateSummary.omit({ id: true, origin: true }).extend({ content: TemplateContent, versions: z.array(TemplateVersion), /** Those in the document. */ nodeTypes: NodeTypes });
export type SharedTemplate = z.infer<typeof SharedTemplate>;

/** Something that must not leave the workspace, or may be that; never the value itself. */
export const TemplateFinding = z.object({
  /** Its address, by which it can be kept. */
  at: z.string(), node: z.string().nullable(), where: z.string(),
  kind: z.enum(["secret", "personal", "internal", "random"]),
  message: z.string(),
  /** Where it can be made a parameter without a default. */
  place: TemplatePlace.nullable(),
  /** It only looks like a secret, so its author may say that it is none. */
  mayKeep: z.boolean(),
});
export type TemplateFinding = z.infer<typeof TemplateFinding>;

/** What can be made a parameter: a literal or a text of the document, with what is in it now. */
export const TemplateChoice = z.object({ place: TemplatePlace, where: z.string(), label: z.string(), type: TemplateParameter.shape.type, value: z.json() });
export type TemplateChoice = z.infer<typeof TemplateChoice>;

/** What is said to make a template of a flow; what is left out of `connections` is suggested. */
export const TemplateDraft = z.strictObject({
  ...TemplateAbout.shape,
  /** The version that is live, or the draft. */
  from: z.enum(["live", "draft"]),
  parameters: z.array(TemplateParameter).max(50).default([]),
  connections: z.array(TemplateConnection.pick({ key: true, title: true, help: true, nodes: true })).max(20).default([]),
  samples: z.array(TemplateSample.pick({ name: true, input: true })).max(10).default([]),
  /** Findings whose value is no secret, by address. */
  keep: z.array(z.string().max(500)).max(200).default([]),
});
export type TemplateDraft = z.infer<typeof TemplateDraft>;

const Origin = z.enum(["millrace", "own", "instance"]);

export const listTemplates = contract({
  method: "GET", path: "/api/v1/templates", access: read, status: 200,
  summary: "Templates that can be installed here: Millrace's, the workspace's and those shown to the whole instance.",
  query: Page.extend({ pattern: Pattern.optional(), system: z.string().max(64).optional(), goal: z.enum(templateGoals).optional(), origin: Origin.optional(), search: z.string().max(200).optional() }),
  answer: z.object({
    templates: z.array(TemplateSummary), next: z.string().nullable(), total: z.number(),
    /** All systems that some template has, for the filter. */
    systems: z.array(z.object({ id: z.string(), title: z.string() })),
  }),
});

export const readTemplate = contract({
  method: "GET", path: "/api/v1/templates/{template}", access: read, status: 200,
  summary: "A template with its newest version, or with another one.",
  params: one,
  query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
  answer: Template,
});

export const exportTemplate = contract({
  method: "GET", path: "/api/v1/templates/{template}/file", access: read, status: 200,
  summary: "A version as the file that another Millrace imports.",
  params: one,
  query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
  answer: TemplateContent,
});

export const inspectTemplate = contract({
  method: "POST", path: "/api/v1/templates/inspect", access: read, status: 200,
  summary: "Reads a template file: what it holds, or why it is refused. Nothing is stored, started or asked of any other system.",
  body: z.strictObject({ file: z.unknown() }),
  maxBody: maxTemplate,
  answer: z.object({ content: TemplateContent, /** Code that it brings, by node. */ code: z.array(z.object({ node: z.string(), name: z.string() })), unavailable: z.string().nullable() }),
});

export const previewTemplate = contract({
  method: "POST", path: "/api/v1/flows/{flow}/template/preview", access: publish, status: 200,
  summary: "What a template of this flow would hold, what could be asked, what must not be in it, and what keeps the flow from running. Nothing is stored.",
  params: ofFlow,
  body: TemplateDraft,
  maxBody: maxTemplate,
  answer: z.object({
    content: TemplateContent, choices: z.array(TemplateChoice), findings: z.array(TemplateFinding),
    /** What keeps the flow from running; a template of it is refused while there is one. */
    issues: z.array(Issue.omit({ fix: true })),
    nodeTypes: NodeTypes,
  }),
});

export const publishTemplate = contract({
  method: "POST", path: "/api/v1/flows/{flow}/template", access: publish, status: 201,
  summary: "Makes a template of a flow, or the next version of the one that was made of it. Refused while there are findings.",
  params: ofFlow,
  body: TemplateDraft.extend({ message: z.string().trim().max(500).default("") }),
  maxBody: maxTemplate,
  answer: Template,
});

export const readFlowTemplate = contract({
  method: "GET", path: "/api/v1/flows/{flow}/template", access: publish, status: 200,
  summary: "The template that was made of this flow, and what was said to make its newest version.",
  params: ofFlow,
  /** A draft that is suggested has no sentence yet. */
  answer: z.object({ template: Template.nullable(), draft: TemplateDraft.extend({ sentence: z.string() }) }),
});

export const shareTemplate = contract({
  method: "PATCH", path: "/api/v1/templates/{template}", access: share, status: 200,
  summary: "Says who sees a template. `newLink` makes the former link worthless.",
  params: one,
  body: z.strictObject({ visibility: TemplateVisibility.optional(), newLink: z.literal(true).optional() }),
  answer: Template,
});

export const withdrawTemplate = contract({
  method: "DELETE", path: "/api/v1/templates/{template}", access: share, status: 204,
  summary: "Withdraws a template: link and gallery entry are gone at once, flows made from it stay.",
  params: one,
  answer: Nothing,
});

export const checkTemplate = contract({
  method: "POST", path: "/api/v1/templates/{template}/check", access: publish, status: 202,
  summary: "Runs the samples of the newest version again, without writing anything outside.",
  params: one,
  answer: Nothing,
});

export const readSharedTemplate = contract({
  method: "GET", path: "/api/v1/shared-templates/{link}", access: { kind: "public" }, status: 200,
  summary: "What a template's link shows, to anybody.",
  params: z.strictObject({ link: z.string().min(1).max(100) }),
  answer: SharedTemplate,
});

/** Of the gallery, by a link, or a file. */
const InstallSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("template"), template: idParam, version: z.number().int().min(1).optional() }),
  z.strictObject({ kind: z.literal("link"), link: z.string().min(1).max(100) }),
  z.strictObject({ kind: z.literal("file"), file: z.unknown() }),
]);

export const installTemplate = contract({
  method: "POST", path: "/api/v1/templates/install", access: write, status: 201,
  summary: "Makes a flow of a template, all or nothing: its draft, its samples and where it comes from.",
  body: z.strictObject({
    source: InstallSource, name: Name.optional(),
    connections: z.record(TemplateKey, idParam).default({}),
    parameters: z.record(TemplateKey, z.json()).default({}),
  }),
  maxBody: maxTemplate,
  answer: Flow,
});

/** Where a flow comes from, and whether there is something newer. */
export const TemplateInstall = z.object({
  template: z.object({ /** Null for a file. */ id: z.string().nullable(), name: z.string(), author: z.string() }),
  version: z.number(), installedAt: Instant,
  parameters: z.record(z.string(), z.json()), connections: z.record(z.string(), z.string()),
  /** The newest version that may be taken; null when there is none, or it was left aside. */
  newer: TemplateVersion.nullable(),
});
export type TemplateInstall = z.infer<typeof TemplateInstall>;

export const readInstall = contract({
  method: "GET", path: "/api/v1/flows/{flow}/install", access: { kind: "workspace", permission: "flows:read" }, status: 200,
  summary: "The template that a flow was made from.",
  params: ofFlow,
  answer: z.object({ install: TemplateInstall.nullable() }),
});

export const readUpdate = contract({
  method: "GET", path: "/api/v1/flows/{flow}/install/update", access: { kind: "workspace", permission: "flows:read" }, status: 200,
  summary: "A newer version of its template for a flow: both versions as documents, filled with what was answered, to be put together with the draft.",
  params: ofFlow,
  answer: z.object({
    from: TemplateVersion, to: TemplateVersion, draftRevision: z.number(),
    base: FlowDocument, mine: FlowDocument, theirs: FlowDocument,
    /** Asked by the newer version and not yet answered. */
    parameters: z.array(TemplateParameter), connections: z.array(TemplateConnection),
  }),
});

export const takeUpdate = contract({
  method: "POST", path: "/api/v1/flows/{flow}/install/update", access: write, status: 200,
  summary: "Saves the draft as it was put together with a newer version of its template, or leaves that version aside.",
  params: ofFlow,
  body: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("take"), version: z.number().int().min(1), baseRevision: z.number().int().min(1), document: z.unknown(), parameters: z.record(TemplateKey, z.json()).default({}), connections: z.record(TemplateKey, idParam).default({}) }),
    z.strictObject({ kind: z.literal("leave"), version: z.number().int().min(1) }),
  ]),
  maxBody: maxTemplate,
  answer: Flow,
});
