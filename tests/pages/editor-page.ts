import { expect } from "vitest";
import type { Locator, Page } from "playwright-core";
import { stillBox } from "./still-box.ts";

/** The flow editor, by what a person sees and does. */
export class EditorPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  node(name: string): Locator {
    return this.page.locator(".react-flow__node").filter({ has: this.page.locator(".node-name", { hasText: new RegExp(`^${name}$`) }) });
  }

  get publish(): Locator {
    return this.page.getByRole("button", { name: "Publish", exact: true });
  }

  async name(name: string): Promise<void> {
    const field = this.page.getByLabel("Name of the flow");
    await field.fill(name);
    await field.press("Enter");
  }

  /** Drags a step from the palette onto the canvas, `x` and `y` from the canvas's top left corner. */
  async drag(title: string, x: number, y: number): Promise<void> {
    await this.#openPalette();
    const item = this.page.getByRole("option", { name: new RegExp(`^${title}`) });
    const pane = this.page.locator(".react-flow");
    await item.dragTo(pane, { targetPosition: { x, y } });
    await this.#closePalette();
  }

  async #openPalette(): Promise<void> {
    if ((await this.page.getByRole("region", { name: /^Add a step/ }).count()) > 0) return;
    await this.page.getByRole("button", { name: /^Add a step/ }).first().click();
  }

  async #closePalette(): Promise<void> {
    if ((await this.page.getByRole("region", { name: /^Add a step/ }).count()) === 0) return;
    await this.page.keyboard.press("Escape");
  }

  /** Draws an edge from one step's output to another's input. */
  async connect(from: string, to: string): Promise<void> {
    const source = await stillBox(this.node(from).locator(".react-flow__handle.source:not([data-handleid=error])"));
    const target = await stillBox(this.node(to).locator(".react-flow__handle.target"));
    await this.page.mouse.move(source.x + source.width / 2, source.y + source.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move((source.x + target.x) / 2, (source.y + target.y) / 2, { steps: 6 });
    await this.page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 6 });
    await this.page.mouse.up();
  }

  /** Adds a step after one, from its first free port, by mouse; and gives it a name. */
  async addAfter(from: string, title: string, name: string): Promise<void> {
    await this.select(from);
    await this.page.locator(".ed-tools").getByRole("button", { name: /^Add a step/ }).click();
    await this.#choose(title);
    await this.rename(name);
  }

  /** Draws an edge from a port into nothing and takes a step from the palette that opens there. */
  async addByPort(from: string, port: string, title: string, name: string): Promise<void> {
    const source = await stillBox(this.port(from, port));
    const { x, y } = { x: source.x + source.width / 2, y: source.y + source.height / 2 };
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 40, y + 30, { steps: 5 });
    await this.page.mouse.move(x + 70, y + 60, { steps: 5 });
    await this.page.mouse.up();
    await this.#choose(title);
    await this.rename(name);
  }

  port(node: string, port: string): Locator {
    return this.node(node).locator(`.react-flow__handle[data-handleid="${port}"]`);
  }

  async #choose(title: string): Promise<void> {
    const palette = this.page.getByRole("region", { name: /^Add a step/ });
    await palette.getByRole("combobox").fill(title);
    await palette.getByRole("option", { name: new RegExp(`^${title}`) }).first().click();
  }

  /** Of the selected step. */
  async rename(name: string): Promise<void> {
    const field = this.page.getByLabel("Name of the step");
    await field.fill(name);
    await field.press("Enter");
    await this.node(name).waitFor();
  }

  /** Types into a value and takes the first reference that is offered. */
  async refer(label: string, typed: string): Promise<void> {
    await this.write(label, typed);
    await this.page.getByRole("listbox", { name: "Values of earlier steps" }).getByRole("option").first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  get edges(): Locator {
    return this.page.locator(".react-flow__edge");
  }

  /** Of the nth edge, in pixels of the page: where its button lies. */
  async middleOf(edge: number): Promise<{ x: number; y: number }> {
    const path = this.page.locator(".react-flow__edge path.e-hit").nth(edge);
    await stillBox(path);
    return await path.evaluate((line: SVGPathElement) => {
      const at = line.getPointAtLength(line.getTotalLength() / 2);
      const matrix = line.getScreenCTM();
      return { x: at.x * (matrix?.a ?? 1) + (matrix?.e ?? 0), y: at.y * (matrix?.d ?? 1) + (matrix?.f ?? 0) };
    });
  }

  async select(name: string): Promise<void> {
    await this.node(name).locator(".node-name").click();
  }

  /** Writes into a field that takes references; `{` opens the list of them. */
  async write(label: string, text: string): Promise<void> {
    const field = this.page.getByRole("textbox", { name: label, exact: true });
    await field.click();
    await this.page.keyboard.type(text);
  }

  /** Adds a row to the selected map: name, what is typed as its value, and what stands in when it is missing. */
  async addField(name: string, typed: string, fallback: string): Promise<void> {
    await this.page.getByRole("button", { name: "Add a row" }).click();
    await this.page.keyboard.type(name);
    const value = this.page.getByRole("textbox", { name: `Value of ${name}`, exact: true });
    await value.click();
    await this.page.keyboard.type(typed);
    await this.page.getByRole("listbox", { name: "Values of earlier steps" }).getByRole("option").first().waitFor();
    await this.page.keyboard.press("Enter");
    await value.locator(".pill").click();
    await this.page.getByLabel("When it is missing, use").fill(fallback);
    await this.page.keyboard.press("Enter");
  }

  async saved(): Promise<void> {
    await this.page.getByText(/Draft, saved|Saved/).first().waitFor();
    await expect.poll(async () => await this.page.locator(".ed-head").textContent(), { timeout: 15_000 }).toMatch(/saved/i);
  }
}
