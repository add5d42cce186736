interface IconModule {
  __iconData?: { node: readonly (readonly [tag: string, attributes: Readonly<Record<string, string | number>>])[] };
}

function escaped(value: string | number): string {
  return String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** An icon by the name that a connector's spec gives it, as an image; null when there is none. */
export async function iconImage(name: string, colour: string): Promise<string | null> {
  // The name becomes a path.
  if (!/^[a-z0-9-]+$/.test(name)) return null;
  const icon: IconModule | null = await import(`lucide-react/icons/${name}`).catch(() => null);
  if (!icon?.__iconData) return null;
  const shapes = icon.__iconData.node.map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).filter(([key]) => key !== "key").map(([key, value]) => `${key}="${escaped(value)}"`).join(" ")}/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${shapes.join("")}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
