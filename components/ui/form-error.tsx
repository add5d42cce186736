import { Notice } from "#components/ui/notice.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { fieldErrors } from "#lib/client/field-errors.ts";

/** What the server said about the whole form; what it said about single fields stands at those. */
export function FormError({ error }: { error: unknown }) {
  if (!error || Object.keys(fieldErrors(error)).length > 0) return null;
  return <Notice mark="failed" live>{errorText(error)}</Notice>;
}
