import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { stillBox } from "#tests/pages/still-box.ts";
import { axeInBothThemes } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { unreachable } from "#tests/support/unreachable.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let editor: EditorPage;
let home: string;
/** Lets the call that the target holds have its answer. */
let release: (() => void) | null = null;

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  editor = new EditorPage(page);
  await signIn(page, millrace.url, millrace.owner);
  home = page.url();
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  release?.();
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

function orders(): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      shape: { type: "core/map", config: { fields: fields({ email: reference("hook", "body", "email") }) } },
      send: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/in`), send: literal("nothing") } },
      tell: { type: "http/request", config: { method: literal("POST"), send: literal("nothing") } },
    },
    ["hook -> shape", "shape -> send", "send -> tell"],
  );
}

async function openFlow(document: FlowDocument = orders(), on: Page = page): Promise<Flow> {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document });
  await on.goto(`${home}/${flow.id}`);
  await on.locator(".node, .ed-empty").nth(Math.max(0, document.nodes.length - 1)).waitFor();
  return flow;
}

async function centreOf(selector: string): Promise<{ x: number; y: number }> {
  const box = await stillBox(page.locator(selector));
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function press(from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2, { steps: 4 });
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 4 });
}

const dialog = (name: string | RegExp) => page.getByRole("dialog", { name }).waitFor();
const region = (name: string | RegExp) => page.getByRole("region", { name }).waitFor();

/** Each is opened from the drawing at rest, and gives what ends it. */
const states: Record<string, () => Promise<() => Promise<void>>> = {
  "a step under the pointer, dragged over an edge": async () => {
    const at = await centreOf(".react-flow__node[data-id=n_tell] .node-name");
    const edge = await centreOf('.react-flow__edge[aria-label^="hook to shape"] path.e-hit');
    await press(at, { x: edge.x - at.x, y: edge.y - at.y });
    await page.locator(".react-flow__node.dragging").waitFor();
    return async () => {
      await page.mouse.up();
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+z");
    };
  },
  "a connection that is being drawn": async () => {
    await press(await centreOf(".react-flow__node[data-id=n_shape] .react-flow__handle[data-handleid=error]"), { x: 60, y: 90 });
    await page.locator("[data-fit=false]").first().waitFor();
    return async () => {
      await page.mouse.up();
      await region(/^Add a step after shape/);
    };
  },
  "the palette where a connection ended": async () => {
    await region(/^Add a step after shape/);
    return async () => await page.keyboard.press("Escape");
  },
  "what a step leads to": async () => {
    await editor.select("shape");
    await page.keyboard.press("c");
    await region("Connections of shape");
    return async () => await page.keyboard.press("Escape");
  },
  "the menu of a step": async () => {
    await editor.node("shape").click({ button: "right" });
    await page.getByRole("menu", { name: "What is selected" }).waitFor();
    return async () => await page.keyboard.press("Escape");
  },
  "the menu of the canvas": async () => {
    await page.keyboard.press("Escape");
    await page.locator(".react-flow__pane").click({ button: "right", position: { x: 500, y: 30 } });
    await page.getByRole("menu", { name: "Canvas" }).waitFor();
    return async () => await page.keyboard.press("Escape");
  },
  "what was found": async () => {
    await page.keyboard.press("/");
    await page.getByRole("search", { name: "Find in the flow" }).waitFor();
    await page.keyboard.type("shape");
    return async () => await page.keyboard.press("Escape");
  },
  "all commands": async () => {
    await page.keyboard.press("Control+k");
    await region("Commands");
    return async () => await page.keyboard.press("Escape");
  },
  "all keys": async () => {
    await editor.select("shape");
    await editor.node("shape").focus();
    await page.keyboard.press("?");
    await dialog("Keyboard shortcuts");
    return async () => await page.keyboard.press("Escape");
  },
  "JSON that cannot be pasted": async () => {
    await page.keyboard.press("Control+Shift+v");
    await dialog("Paste JSON");
    await page.keyboard.insertText("{");
    await page.getByRole("dialog").getByRole("button", { name: "Paste" }).click();
    await page.getByRole("dialog").getByRole("alert").first().waitFor();
    return async () => await page.keyboard.press("Escape");
  },
  "a flow of its own": async () => {
    await page.keyboard.press("Control+Shift+e");
    await dialog(/^Move the selected steps/);
    return async () => await page.keyboard.press("Escape");
  },
  "who calls it": async () => {
    await page.keyboard.press("Shift+o");
    await region("Called by");
    return async () => await page.keyboard.press("Escape");
  },
  "a group that is named": async () => {
    await page.keyboard.press("Control+g");
    await page.getByLabel("Title of the group").waitFor();
    return async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+z");
    };
  },
  "a note that is written, and the overview": async () => {
    await editor.node("shape").focus();
    await page.keyboard.press("m");
    await page.locator(".ed-minimap").waitFor();
    await page.keyboard.press("n");
    await page.getByLabel("Note", { exact: true }).waitFor();
    return async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("m");
    };
  },
  "values of earlier steps, offered while one types": async () => {
    await editor.select("send");
    await editor.write("URL", "{hook");
    await page.getByRole("listbox", { name: "Values of earlier steps" }).getByRole("option").first().waitFor();
    return async () => await page.keyboard.press("Enter");
  },
  "the card of a reference": async () => {
    await page.locator(".tmpl .pill").first().click();
    await page.getByLabel("When it is missing, use").waitFor();
    return async () => await page.keyboard.press("Escape");
  },
  "a new connection": async () => {
    await page.getByRole("button", { name: "New connection" }).click();
    await page.getByRole("dialog").getByLabel("Name").waitFor();
    return async () => await page.keyboard.press("Escape");
  },
  "reliability": async () => {
    await page.getByRole("tab", { name: "Reliability" }).click();
    return async () => await page.getByRole("tab", { name: "Settings" }).click();
  },
  "what blocks publishing, and the issues": async () => {
    await page.getByRole("button", { name: /^\d+ issues?/ }).click();
    await editor.publish.click();
    await page.getByRole("list", { name: "What blocks publishing" }).waitFor();
    return async () => undefined;
  },
  "what changed, before it is published": async () => {
    await openFlow(buildDocument({ hook: { type: "core/webhook" }, keep: { type: "core/map", config: { fields: fields({ all: reference("hook") }) } } }, ["hook -> keep"]));
    await page.getByRole("button", { name: "See what changed, and publish with a message" }).click();
    await region("Publish");
    return async () => {
      await page.keyboard.press("Enter");
      await page.getByText(/Version 1 is live/).first().waitFor();
    };
  },
  "it is live": async () => {
    await page.getByText(/Version 1 is live/).first().waitFor();
    return async () => undefined;
  },
  "what to run, and what it begins with": async () => {
    await page.getByRole("button", { name: "Run once by hand" }).click();
    await dialog("Run version 1");
    return async () => await page.keyboard.press("Escape");
  },
  "an empty canvas": async () => {
    await openFlow(buildDocument({}, []));
    await page.getByText("What starts this flow?").waitFor();
    return async () => undefined;
  },
};

describe("nothing for axe to find in either theme:", () => {
  beforeAll(async () => {
    await openFlow();
  }, 60_000);
  test.each(Object.entries(states))("%s", async (name, open) => {
    const close = await open();
    expect(await axeInBothThemes(page, (theme) => page.screenshot({ path: screenshotPath(`editor ${name} ${theme}`) }))).toEqual([]);
    await close();
  }, 60_000);
});

test("with less motion nothing moves while a run goes on; else what runs is seen to", async () => {
  target.answer = async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return { status: 200, body: "{}" };
  };
  await openFlow(buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/in`), send: literal("nothing") } } }, ["hook -> send"]));
  await page.getByRole("button", { name: "Test run", exact: true }).click();
  await page.locator(".ed-run-bar").getByText("Running").waitFor();
  const moving = () => page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === "running" && animation.effect?.getTiming().iterations === Infinity).length);
  await expect.poll(moving).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(moving).toBe(0);
  expect(await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === "running").length)).toBe(0);
  await page.emulateMedia({ reducedMotion: null });
  release?.();
  await page.locator(".ed-run-bar").getByText("Succeeded").waitFor();
}, 60_000);

/** 1440 by 900 enlarged to 200 %, and a phone. */
const small = { "at 200 %": { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }, "at 390 px": { viewport: { width: 390, height: 844 }, hasTouch: true } };

describe.each(Object.entries(small))("%s everything can be reached:", (size, options) => {
  let on: Page;
  let mine: BrowserContext;
  beforeAll(async () => {
    target.answer = () => ({ status: 200 });
    mine = await browser.newContext({ ...options, storageState: await context.storageState() });
    on = await mine.newPage();
    await openFlow(orders(), on);
  }, 60_000);
  afterAll(async () => await mine?.close());

  const close = async (): Promise<void> => await on.getByRole("button", { name: "Close", exact: true }).first().click();
  const step = async (name: string): Promise<void> => {
    await on.locator(".ol-row", { hasText: name }).first().click();
    await on.getByRole("tab", { name: "Settings" }).first().waitFor();
  };
  const views: Record<string, () => Promise<void>> = {
    "the flows": async () => {
      await on.goto(home);
      await on.getByRole("link", { name: "Orders" }).first().waitFor();
    },
    "an empty flow": async () => {
      await openFlow(buildDocument({}, []), on);
    },
    "the outline": async () => {
      await openFlow(orders(), on);
    },
    "the menu of a step": async () => {
      await on.getByRole("button", { name: "What can be done with send" }).click();
      await on.getByRole("menu", { name: "What is selected" }).waitFor();
    },
    "more of this flow": async () => {
      await on.keyboard.press("Escape");
      await on.getByRole("button", { name: "More of this flow" }).click();
      await on.getByRole("menu", { name: "More of this flow" }).getByRole("menuitem", { name: "Versions" }).waitFor();
    },
    "the issues": async () => {
      await on.keyboard.press("Escape");
      await on.getByRole("button", { name: /^\d+ issues?/ }).click();
    },
    "the palette": async () => {
      await on.getByRole("button", { name: "Add a step", exact: true }).click();
      await on.getByRole("region", { name: /^Add a step/ }).waitFor();
    },
    "all commands": async () => {
      await on.keyboard.press("Escape");
      await on.keyboard.press("Control+k");
      await on.getByRole("region", { name: "Commands" }).waitFor();
    },
    "all keys": async () => {
      await on.keyboard.type("Keyboard shortcuts");
      await on.keyboard.press("Enter");
      await on.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
    "a step's settings": async () => {
      await on.keyboard.press("Escape");
      await step("send");
      await on.getByRole("textbox", { name: "URL", exact: true }).waitFor();
    },
    "a step's input": async () => await on.getByRole("tab", { name: "Input" }).click(),
    "a step's output": async () => await on.getByRole("tab", { name: "Output" }).click(),
    "a map": async () => {
      await close();
      await step("shape");
      await on.getByRole("textbox", { name: "Value of email", exact: true }).waitFor();
    },
    "the canvas": async () => {
      await close();
      await on.getByRole("button", { name: "Show canvas" }).click();
      await on.locator(".react-flow__node").nth(3).waitFor();
    },
    "what blocks publishing": async () => {
      await on.getByRole("button", { name: "Publish", exact: true }).click();
      await on.getByRole("list", { name: "What blocks publishing" }).waitFor();
    },
    "what changed": async () => {
      await openFlow(buildDocument({ begin: { type: "core/manual", config: { fields: literal([{ name: "order", type: "text", required: true }]) } }, keep: { type: "core/map", config: { fields: fields({ all: reference("begin") }) } } }, ["begin -> keep"]), on);
      await on.getByRole("button", { name: "See what changed, and publish with a message" }).click();
      await on.getByRole("region", { name: "Publish" }).waitFor();
    },
    "what a test-run begins with": async () => {
      await on.keyboard.press("Escape");
      await on.getByRole("button", { name: "Test run", exact: true }).click();
      await on.getByRole("dialog", { name: "Test run" }).waitFor();
    },
    "a test-run over the drawing": async () => {
      await on.getByLabel("order").fill("7");
      await on.keyboard.press("Enter");
      await on.locator(".ed-run-bar").getByText("Succeeded").waitFor();
    },
  };
  test.each(Object.entries(views))("%s", async (name, open) => {
    await open();
    await on.screenshot({ path: screenshotPath(`${name} ${size}`) });
    expect(await on.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), "scrolls sideways").toBeLessThanOrEqual(0);
    expect(await unreachable(on)).toEqual([]);
  }, 30_000);
});
