import type { Page } from "playwright-core";

/** Creates the owner at the address that the console printed; ends on the flows page. */
export async function createOwner(page: Page, setupUrl: string, owner: { email: string; password: string; name: string; workspace: string }): Promise<void> {
  await page.goto(setupUrl);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByLabel("Workspace").fill(owner.workspace);
  await page.getByRole("button", { name: "Create account and workspace" }).click();
  await page.waitForURL(/\/w\/[^/]+\/flows$/);
}

export async function signIn(page: Page, base: string, owner: { email: string; password: string }): Promise<void> {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/w\/[^/]+\/flows$/);
}
