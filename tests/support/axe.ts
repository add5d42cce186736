import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe finds on a page as it is now: rule, element and what is wrong, a line each. `rules`: only these, by their id. */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (only) => {
    const options = { resultTypes: ["violations"], ...(only ? { runOnly: { type: "rule", values: only } } : {}) };
    const result = await (window as unknown as { axe: { run: (options: unknown) => Promise<{ violations: Finding[] }> } }).axe.run(options);
    return result.violations;
  }, rules);
  return found.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary}`));
}

/**
 * The same in both themes: all rules in the light, and in the dark the one that colours decide, for nothing else differs.
 * `seen` is called in each theme before axe looks.
 */
export async function axeInBothThemes(page: Page, seen: (theme: "light" | "dark") => Promise<unknown> = async () => undefined): Promise<string[]> {
  await seen("light");
  const light = await axeFindings(page);
  await showTheme(page, "dark");
  await seen("dark");
  const dark = await axeFindings(page, ["color-contrast"]);
  await showTheme(page, "light");
  return [...light, ...dark.map((line) => `dark: ${line}`)];
}

/** Changes what the machine prefers, and waits until the page wears it. */
async function showTheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // Pages without scripts follow by themselves.
  await page.waitForFunction((wanted) => (document.documentElement.dataset["theme"] ?? wanted) === wanted, colorScheme);
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().filter((animation) => animation.effect?.getTiming().iterations !== Infinity).map((animation) => animation.finished.catch(() => undefined)));
  });
}
