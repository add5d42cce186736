import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A fault put into one source file while it is loaded: `find` has to be there exactly once. */
export interface Plant {
  /** From the root of the project. */
  file: string;
  find: string;
  replace: string;
}

const root = join(import.meta.dirname, "../..");

/**
 * Changes sources as this process loads them from now on, so that a test can show that it notices; nothing on the disk
 * changes. Returns a function that throws unless every plant has taken.
 */
export function plantSources(plants: readonly Plant[]): () => void {
  const waiting = new Set(plants);
  const byUrl = Map.groupBy(plants, ({ file }) => pathToFileURL(join(root, file)).href);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const here = byUrl.get(url);
      if (!here) return loaded;
      let text = String(loaded.source);
      for (const plant of here) {
        if (text.split(plant.find).length !== 2) throw new Error(`The fault for ${plant.file} finds its place ${text.split(plant.find).length - 1} times; it has to be one: ${plant.find}`);
        text = text.replace(plant.find, () => plant.replace);
        waiting.delete(plant);
      }
      return { ...loaded, source: text };
    },
  });
  return () => {
    if (waiting.size > 0) throw new Error(`Never loaded: ${[...waiting].map(({ file }) => file).join(", ")}`);
  };
}
