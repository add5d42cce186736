import type { Locator, Page } from "playwright-core";

/** The page behind an approval's link, by what a person sees and does. */
export class ApprovalPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(link: string): Promise<void> {
    await this.page.goto(link);
    await this.page.locator("h1").waitFor();
  }

  get title(): Locator {
    return this.page.locator("h1");
  }

  field(label: string): Locator {
    return this.page.getByLabel(label);
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  get ending(): Locator {
    return this.page.locator(".notice");
  }
}
