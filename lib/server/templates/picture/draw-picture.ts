import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ReactElement } from "react";
import type { Pattern } from "#lib/flow/pattern.ts";
import { drawableText } from "./drawable-text.ts";
import { iconImage } from "./icon-image.ts";
import { tokenColour } from "./token-colour.ts";

/** What a template's social picture shows. */
export interface PictureFacts {
  name: string;
  sentence: string;
  pattern: Pattern | null;
  /** The flow's steps in walk order, by their icons. */
  steps: readonly { icon: string | null; name: string }[];
  author: string;
}

const size = { width: 1200, height: 630 };
const mostTiles = 10;
const patternWords: Readonly<Record<Pattern, string>> = { event: "Event", sync: "Sync", batch: "Batch", cdc: "CDC" };
const paint = tokenColour;

type Child = ReactElement | string | null;

/** An element as the drawing library reads it; it knows no components and no style sheet. */
function box(style: Readonly<Record<string, string | number>>, ...children: Child[]): ReactElement {
  return { type: "div", key: null, props: { style: { display: "flex", ...style }, children: children.filter((child) => child !== null) } } as ReactElement;
}

function image(src: string, edge: number): ReactElement {
  return { type: "img", key: null, props: { src, width: edge, height: edge } } as ReactElement;
}

/** Two weights with the letters of Western and Central Europe. */
function readFonts(): { name: string; data: Buffer; weight: 400 | 600; style: "normal" }[] {
  const { resolve } = createRequire(import.meta.url);
  return ([400, 600] as const).flatMap((weight) => ["latin", "latin-ext"].map((part) => (
    { name: part === "latin" ? "Archivo" : "Archivo Extended", data: readFileSync(resolve(`@fontsource/archivo/files/archivo-${part}-${weight}-normal.woff`)), weight, style: "normal" as const }
  )));
}

function logo(): string {
  return `data:image/svg+xml;base64,${readFileSync(join(import.meta.dirname, "../../../../public/icon.svg")).toString("base64")}`;
}

async function strip({ steps, pattern }: PictureFacts): Promise<ReactElement> {
  const shown = steps.length > mostTiles ? steps.slice(0, mostTiles - 1) : steps;
  const rest = steps.length - shown.length;
  const wire = () => box({ width: 22, height: 4, backgroundColor: paint("wire") });
  const plate = { width: 76, height: 76, alignItems: "center", justifyContent: "center", borderRadius: 10, border: `2px solid ${paint("line-2")}`, backgroundColor: paint("surface-raised") };
  const tiles = await Promise.all(shown.map(async ({ icon, name }, at): Promise<ReactElement> => {
    const solid = at === 0 && pattern !== null;
    const colour = paint(solid ? "on-solid" : "text-2");
    const src = icon === null ? null : await iconImage(icon, colour);
    return box({ ...plate, ...(solid ? { borderRadius: "38px 10px 10px 38px", backgroundColor: paint(`${pattern}-solid`), border: `2px solid ${paint(`${pattern}-solid`)}` } : {}) }, src === null ? box({ fontSize: 30, color: colour }, drawableText(name, 3).slice(0, 2)) : image(src, 40));
  }));
  const more = rest === 0 ? [] : [box({ ...plate, fontSize: 28, color: paint("text-2") }, `+${rest}`)];
  return box({ alignItems: "center" }, ...[...tiles, ...more].flatMap((tile, at) => (at === 0 ? [tile] : [wire(), tile])));
}

/** A template's picture for links in chats and networks: 1200 by 630, PNG. Asks nobody: fonts and icons are this installation's. */
export async function drawPicture(facts: PictureFacts): Promise<Uint8Array> {
  const { ImageResponse } = await import("next/og.js");
  const label = facts.pattern === null ? null : box({ padding: "6px 18px", borderRadius: 8, fontSize: 28, fontWeight: 600, color: paint(facts.pattern), backgroundColor: paint(`${facts.pattern}-soft`), border: `2px solid ${paint(`${facts.pattern}-line`)}` }, patternWords[facts.pattern]);
  const page = box(
    { width: "100%", height: "100%", flexDirection: "column", justifyContent: "space-between", padding: "60px 72px", backgroundColor: paint("surface-page"), color: paint("text"), fontFamily: "Archivo, Archivo Extended" },
    box({ alignItems: "center", justifyContent: "space-between" }, box({ alignItems: "center" }, image(logo(), 48), box({ marginLeft: 18, fontSize: 34, fontWeight: 600 }, "Millrace")), label),
    box({ flexDirection: "column" }, box({ fontSize: 62, lineHeight: 1.12, fontWeight: 600 }, drawableText(facts.name, 64) || "A template"), box({ marginTop: 18, fontSize: 31, lineHeight: 1.32, color: paint("text-2") }, drawableText(facts.sentence, 150))),
    box({ flexDirection: "column" }, await strip(facts), box({ marginTop: 26, fontSize: 25, color: paint("text-3") }, drawableText(`A template by ${facts.author}`, 80))),
  );
  const drawn = new ImageResponse(page, { ...size, fonts: readFonts() });
  return new Uint8Array(await drawn.arrayBuffer());
}
