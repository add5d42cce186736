import { AppError } from "#lib/errors.ts";
import { present } from "#lib/assert.ts";

/** What a form refuses, all of it at once, as `invalid` with `details: [{ at, message }]`: `values.<field>`, or `body.name` for who decides. */
export function formRefusal(problems: ReadonlyMap<string, string>, isNameless = false): AppError {
  const details = [...problems].map(([name, message]) => ({ at: `values.${name}`, message }));
  if (isNameless) details.push({ at: "body.name", message: "Say who you are." });
  const first = present(details[0], "a problem of the form");
  return new AppError("invalid", `${first.at.slice(first.at.indexOf(".") + 1)}: ${first.message}`, { details });
}
