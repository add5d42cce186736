import { AppError } from "#lib/errors.ts";
import { present } from "#lib/assert.ts";

/** What a form refuses, by field, as `invalid` with `details: [{ at: "values.<field>", message }]`. */
export function formRefusal(problems: ReadonlyMap<string, string>): AppError {
  const details = [...problems].map(([name, message]) => ({ at: `values.${name}`, message }));
  const [name, message] = present([...problems][0], "a problem of the form");
  return new AppError("invalid", `${name}: ${message}`, { details });
}
