import type { Locator, Page } from "playwright-core";

/** The page of one run, by what a person sees and does. */
export class RunPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(base: string, run: string): Promise<void> {
    await this.page.goto(`${base}/runs/${run}`);
    await this.facts.waitFor();
  }

  get facts(): Locator {
    return this.page.locator(".facts");
  }

  get notices(): Locator {
    return this.page.locator(".rn-notices");
  }

  /** Chooses a step in the waterfall; what is shown beside it. */
  async step(name: string): Promise<Locator> {
    await this.page.locator(".wf").getByRole("button", { name: new RegExp(`^${name}`) }).click();
    const side = this.page.getByRole("complementary", { name: `Step ${name}`, exact: true });
    await side.waitFor();
    return side;
  }

  region(source: string): Locator {
    return this.page.getByRole("region", { name: `Records of ${source}` });
  }

  get preview(): Locator {
    return this.page.locator(".replay-preview dl");
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }
}
