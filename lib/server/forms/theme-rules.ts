import type { FormSetup } from "#lib/connectors/form-setup.ts";

export type FormTheme = Pick<FormSetup, "accent" | "look" | "logo">;

/** Relative luminance of `#rrggbb` (WCAG 2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The button in the form's own colour, with whichever of white and black can be read on it. */
export function themeRules({ accent }: FormTheme): string {
  if (!/^#[0-9a-fA-F]{6}$/.test(accent)) return "";
  const onAccent = luminance(accent) > 0.179 ? "black" : "white";
  return `button, .row.is-check > input { --ink: ${accent}; --ink-hover: color-mix(in srgb, ${accent} 86%, ${onAccent === "white" ? "black" : "white"}); --on-ink: ${onAccent}; }`;
}
