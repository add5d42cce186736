import imports from "lucide-react/dynamicIconImports.mjs";

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** An icon by the name that a connector's spec gives it, as an image; null when there is none. */
export async function iconImage(name: string, colour: string): Promise<string | null> {
  const load = Object.entries(imports).find(([known]) => known === name)?.[1];
  const icon = await load?.();
  if (!icon) return null;
  const shapes = icon.__iconData.node.map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).filter(([key]) => key !== "key").map(([key, value]) => `${key}="${escaped(String(value))}"`).join(" ")}/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${shapes.join("")}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
