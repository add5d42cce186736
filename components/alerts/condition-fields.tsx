import { Field } from "#components/ui/field.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { RuleDraft } from "./rule-draft.ts";
import { SpanInput } from "./span-input.tsx";

export interface ConditionFieldsProps {
  draft: RuleDraft;
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<RuleDraft>) => void;
}

const overLabels = {
  slow: { label: "Takes longer than", hint: "From its start to its end, waits included; also while it still runs." },
  late: { label: "Starts later than", hint: "After its scheduled time, or after it was queued." },
  silent: { label: "Nothing starts it for", hint: "Paused flows are not silent. With all flows, those that are only started by hand or called are left out." },
} as const;

/** The figures of a rule, by what it watches for. */
export function ConditionFields({ draft, errors, onChange }: ConditionFieldsProps) {
  switch (draft.what) {
    case "failed":
      return (
        <>
          <Field label="Failures" hint="In the same way: at the same step, for the same reason. 1 tells at once." error={errors["condition.times"]}>
            {(control) => <TextInput {...control} data type="number" inputMode="numeric" min={1} max={100} required value={draft.times} onChange={(event) => onChange({ times: event.currentTarget.value })} />}
          </Field>
          {draft.times === "1" ? null : (
            <Field label="Within" error={errors["condition.withinMinutes"]}>
              {(control) => <SpanInput control={control} label="Within" units={["min", "h"]} value={draft.within} onValue={(within) => onChange({ within })} />}
            </Field>
          )}
        </>
      );
    case "queue":
      return (
        <>
          <Field label="More than" hint="Events that are kept and runs that are queued, of one flow; 10,000 at most. Leave it empty to go by time alone." error={errors["condition.over"]}>
            {(control) => <TextInput {...control} data type="number" inputMode="numeric" min={1} max={10_000} value={draft.waiting} after={<span className="muted">wait</span>} onChange={(event) => onChange({ waiting: event.currentTarget.value })} />}
          </Field>
          <Field label="Or the oldest waits for" hint="Leave it empty to go by number alone." error={errors["condition.oldestOverSeconds"]}>
            {(control) => <SpanInput control={control} label="Or the oldest waits for" required={false} value={draft.oldest} onValue={(oldest) => onChange({ oldest })} />}
          </Field>
        </>
      );
    default: {
      const { label, hint } = overLabels[draft.what];
      return (
        <Field label={label} hint={hint} error={errors["condition.overSeconds"]}>
          {(control) => <SpanInput control={control} label={label} value={draft.over} onValue={(over) => onChange({ over })} />}
        </Field>
      );
    }
  }
}
