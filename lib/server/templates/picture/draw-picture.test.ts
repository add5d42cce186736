import { afterEach, expect, test } from "vitest";
import { drawApart } from "./draw-apart.ts";
import { drawPicture } from "./draw-picture.ts";
import { drawableText } from "./drawable-text.ts";
import { iconImage } from "./icon-image.ts";
import { tokenColour } from "./token-colour.ts";

const { fetch } = globalThis;
const asked: string[] = [];

afterEach(() => {
  globalThis.fetch = fetch;
  asked.length = 0;
});

test("a picture is drawn without asking anybody, whatever its words hold", async () => {
  globalThis.fetch = (input) => {
    const url = String(input instanceof Request ? input.url : input);
    // What is in the program itself is asked of nobody.
    if (url.startsWith("data:")) return fetch(input);
    asked.push(url);
    return Promise.reject(new Error("A picture asks nobody"));
  };
  const steps = Array.from({ length: 14 }, (_, at) => ({ name: `Step ${at} 🚀`, icon: at % 2 === 0 ? "webhook" : null }));
  const drawn = await drawPicture({ name: "Żółw 注文を倉庫へ 🚀 to the warehouse", sentence: "Каждый заказ ✅ goes to the warehouse — “at once”…", pattern: "event", steps, author: "Jörg Ž ☕" });
  const view = new DataView(drawn.buffer, drawn.byteOffset);
  expect([view.getUint32(0), view.getUint32(16), view.getUint32(20)]).toEqual([0x89504e47, 1200, 630]);
  expect(asked).toEqual([]);
}, 30_000);

test("it is drawn in a thread of its own, and what that throws is thrown here", async () => {
  const facts = { name: "Leads", sentence: "Leads go to the CRM.", pattern: null, steps: [], author: "Ada" };
  expect((await drawApart(facts)).slice(1, 4)).toEqual(new Uint8Array(Buffer.from("PNG")));
  await expect(drawApart({ ...facts, name: 1 as unknown as string })).rejects.toThrow("normalize");
}, 60_000);

test("what cannot be drawn is left out, and what is too long is cut", () => {
  expect(drawableText("Orders 🚀  to 倉庫\u0000\nnow", 50)).toBe("Orders to now");
  expect(drawableText("Żółw — “at once”…", 50)).toBe("Żółw — “at once”…");
  expect(drawableText("abcdefgh", 5)).toBe("abcd…");
});

test("colours are those of the tokens, in sRGB", () => {
  expect(tokenColour("surface-raised")).toBe("rgb(255, 255, 255)");
  expect(tokenColour("text")).toMatch(/^rgb\((?:[0-9]|[1-5][0-9]), /);
  expect(() => tokenColour("no-such-token")).toThrow("--no-such-token");
});

test("an icon is an image; a name that is none of ours is nothing", async () => {
  const image = await iconImage("webhook", "rgb(0, 0, 0)");
  expect(Buffer.from(image?.split(",")[1] ?? "", "base64").toString()).toMatch(/^<svg [^>]*><path /);
  expect(await iconImage("no-such-icon", "red")).toBeNull();
  expect(await iconImage("../../package", "red")).toBeNull();
});
