import { registerHooks } from "node:module";

/**
 * To be loaded before anything else (`node --import`). For each module Node asks the package.json above it whether it
 * is ESM, and parses it anew: the one of drizzle-orm lists every file (180 kB), which cost each process a second of CPU
 * and 250 MB. Imports between its own files need no such question.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith(".") && specifier.endsWith(".js") && context.parentURL?.includes("/node_modules/drizzle-orm/")) {
      return { url: new URL(specifier, context.parentURL).href, format: "module", shortCircuit: true };
    }
    return next(specifier, context);
  },
});
