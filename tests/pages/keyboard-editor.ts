import { expect } from "vitest";
import type { Locator, Page } from "playwright-core";

/** Further away than this nobody presses Tab for. */
const mostStops = 120;

/** The flow editor by its keys alone: nothing here points, clicks or sets a value behind the page's back. */
export class KeyboardEditor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Tab, or Shift Tab, until the focus is on something. */
  async tabTo(goal: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    const element = goal.first();
    await element.waitFor({ state: "attached" });
    for (let stop = 0; stop < mostStops; stop += 1) {
      if (await element.evaluate((one) => one === document.activeElement)) return;
      await this.press(key);
    }
    throw new Error(`${mostStops} times ${key} did not lead to ${goal.toString()}`);
  }

  async activate(goal: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await this.tabTo(goal, key);
    await this.press("Enter");
  }

  node(name: string): Locator {
    return this.page.locator(".react-flow__node").filter({ has: this.page.locator(".node-name", { hasText: new RegExp(`^${name}$`) }) });
  }

  async expectSelected(...names: string[]): Promise<void> {
    await expect.poll(async () => (await this.page.locator(".react-flow__node.selected .node-name").allTextContents()).toSorted()).toEqual(names.toSorted());
  }

  /** Goes to a step by its name in the list of commands; it is selected then and has the focus. */
  async goTo(name: string): Promise<void> {
    await this.press("Control+k");
    await this.#choose("Commands", name);
    await this.expectSelected(name);
    await this.#focused(name);
  }

  /** A command by its words. */
  async command(words: string): Promise<void> {
    await this.press("Control+k");
    await this.#choose("Commands", words);
  }

  /** Adds a step behind the selected one, or behind nothing, and names it. */
  async add(title: string, name: string): Promise<void> {
    await this.press("a");
    await this.#choose(/^Add a step/, title);
    await this.rename(name);
  }

  /** Adds a step behind a port of the selected one that is not its first. */
  async addBehind(port: string, title: string, name: string): Promise<void> {
    await this.press("c");
    await this.#choose(/^Connections of/, `A new step, ${port}`);
    await this.#choose(/^Add a step/, title);
    await this.rename(name);
  }

  /** Leads from the selected step to another. */
  async leadTo(name: string): Promise<void> {
    await this.press("c");
    await this.#choose(/^Connections of/, name);
  }

  /** Of the selected step; the focus ends on its plate. */
  async rename(name: string): Promise<void> {
    await this.#toName();
    await this.press("Control+a");
    await this.type(name);
    await this.press("Enter");
    await this.node(name).waitFor();
  }

  /** Brings the focus onto a setting of the selected step. */
  async field(goal: Locator): Promise<void> {
    await this.page.getByLabel("Name of the step").waitFor();
    // A key that is pressed while a text is typed belongs to the text; then the settings are where the focus is.
    const isTyping = await this.page.evaluate(() => document.activeElement instanceof HTMLElement && (document.activeElement.isContentEditable || document.activeElement.matches("input:not([type=checkbox], [type=radio]), textarea, select")));
    if (!isTyping) await this.#toName();
    await this.tabTo(goal);
  }

  /** The focus comes there a moment after the key: what is pressed before it does would go elsewhere. */
  async #toName(): Promise<void> {
    const field = this.page.getByLabel("Name of the step");
    await field.waitFor();
    await this.press("F2");
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
  }

  async write(label: string, text: string): Promise<void> {
    await this.field(this.page.getByRole("textbox", { name: label, exact: true }));
    await this.type(text);
  }

  /** Types into a value and takes the first reference that is offered. */
  async refer(label: string, typed: string): Promise<void> {
    await this.write(label, typed);
    await this.takeReference();
  }

  async takeReference(): Promise<void> {
    await this.page.getByRole("listbox", { name: "Values of earlier steps" }).getByRole("option").first().waitFor();
    await this.press("Enter");
  }

  /** Chooses in a list of the browser's own by typing what it begins with. */
  async choose(label: string, words: string): Promise<void> {
    const list = this.page.getByLabel(label, { exact: true });
    await this.field(list);
    await this.type(words);
    await expect.poll(() => list.locator("option:checked").textContent()).toMatch(new RegExp(`^${words}`, "i"));
  }

  async #choose(panel: string | RegExp, words: string): Promise<void> {
    const region = this.page.getByRole("region", { name: panel });
    await expect.poll(() => region.getByRole("combobox").evaluate((one) => one === document.activeElement)).toBe(true);
    await this.type(words);
    await region.getByRole("option", { selected: true }).filter({ hasText: words }).waitFor();
    await this.press("Enter");
  }

  async #focused(name: string): Promise<void> {
    await expect.poll(() => this.node(name).evaluate((one) => one === document.activeElement)).toBe(true);
  }

  /** From the list of flows: a new one, with its trigger chosen. Gives its id. */
  async newFlow(trigger: string): Promise<string> {
    await this.activate(this.page.getByRole("button", { name: "New flow", exact: true }));
    await this.page.waitForURL(/\/flows\/flow_/);
    await this.activate(this.page.getByRole("button", { name: new RegExp(`^${trigger}`) }));
    await this.node(trigger).waitFor();
    return /flow_\w+/.exec(this.page.url())?.[0] ?? "";
  }

  /** For the first time. */
  async publish(): Promise<void> {
    await this.saved();
    await this.press("Control+Enter");
    await this.page.getByText(/Version 1 is live/).first().waitFor();
  }

  /** Nothing is left to send. */
  async saved(): Promise<void> {
    await this.press("Control+s");
    await this.page.locator(".ed-saved").filter({ hasText: /^Draft, saved/ }).waitFor();
  }
}
