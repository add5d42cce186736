/** What a flow is made of: a template of the gallery, one by its link, or the file that was chosen. */
export type TemplateSource = { kind: "template"; template: string; version: number | undefined } | { kind: "link"; link: string } | { kind: "file" };

interface Params {
  get: (name: string) => string | null;
}

/** As the wizard's address names it; null when it names nothing. */
export function readSource(params: Params): TemplateSource | null {
  const template = params.get("template");
  if (template) {
    const version = Number(params.get("version") ?? "");
    return { kind: "template", template, version: Number.isInteger(version) && version > 0 ? version : undefined };
  }
  const link = params.get("link");
  if (link) return { kind: "link", link };
  return params.get("file") === null ? null : { kind: "file" };
}
