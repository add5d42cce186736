import { readFileSync } from "node:fs";
import { join } from "node:path";

/** `L C H` of a token of the light theme, as its sheet writes it. */
const token = /--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g;
let known: ReadonlyMap<string, string> | undefined;

function gamma(linear: number): number {
  const bounded = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055));
}

/** OKLCH to sRGB (Björn Ottosson, "A perceptual color space for image processing", 2020). */
function inRgb(lightness: number, chroma: number, hue: number): string {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  return `rgb(${gamma(red)}, ${gamma(green)}, ${gamma(blue)})`;
}

function readTokens(): ReadonlyMap<string, string> {
  const sheet = readFileSync(join(import.meta.dirname, "../../../../app/styles/tokens.css"), "utf8");
  const [light = ""] = sheet.split('[data-theme="dark"]');
  return new Map([...light.matchAll(token)].map(([, name = "", l, c, h]) => [name, inRgb(Number(l), Number(c), Number(h))]));
}

/** A colour of the light theme by its token's name, for drawings that know no CSS variables. @throws for no token. */
export function tokenColour(name: string): string {
  known ??= readTokens();
  const colour = known.get(name);
  if (colour === undefined) throw new Error(`There is no colour token --${name}`);
  return colour;
}
