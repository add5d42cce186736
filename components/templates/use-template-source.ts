import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { inspectedFileQuery, sharedTemplateQuery, templateQuery } from "#lib/client/queries/templates.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { installTemplate } from "#lib/contracts/templates.schema.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import type { TemplateSource } from "./template-source.ts";
import { useKeptFile } from "./use-kept-file.ts";

/** A template that can be installed, wherever it comes from. */
export interface SourceTemplate {
  content: TemplateContent;
  unavailable: string | null;
  /** As the API takes it. */
  install: CallOf<typeof installTemplate>["source"];
  /** What its answers are kept under while they are given. */
  key: string;
}

export interface SourceState {
  template: SourceTemplate | null;
  error: unknown;
  /** There is no file in this tab. */
  isGone: boolean;
  retry: () => void;
}

/** Reads what the wizard is opened for. */
export function useTemplateSource(source: TemplateSource): SourceState {
  const { slug } = useWorkspace();
  const file = useKeptFile();
  const kept = useQuery({ ...templateQuery(slug, source.kind === "template" ? source.template : "", source.kind === "template" ? source.version : undefined), enabled: source.kind === "template" });
  const shared = useQuery({ ...sharedTemplateQuery(source.kind === "link" ? source.link : ""), enabled: source.kind === "link" });
  const inspected = useQuery({ ...inspectedFileQuery(slug, { id: file?.id ?? "", file: file?.json }), enabled: source.kind === "file" && file != null && file.problem === null });
  switch (source.kind) {
    case "template": {
      const { data } = kept;
      const template = data ? { content: data.content, unavailable: data.unavailable, install: { kind: "template" as const, template: data.id, version: data.version }, key: `${data.id}:${data.version}` } : null;
      return { template, error: kept.error, isGone: false, retry: () => void kept.refetch() };
    }
    case "link": {
      const { data } = shared;
      const template = data ? { content: data.content, unavailable: data.unavailable, install: { kind: "link" as const, link: source.link }, key: `link:${source.link}:${data.version}` } : null;
      return { template, error: shared.error, isGone: false, retry: () => void shared.refetch() };
    }
    case "file": {
      const { data } = inspected;
      const template = data && file ? { content: data.content, unavailable: data.unavailable, install: { kind: "file" as const, file: file.json }, key: `file:${file.id}` } : null;
      return { template, error: inspected.error, isGone: file === null || (file != null && file.problem !== null), retry: () => void inspected.refetch() };
    }
  }
}
