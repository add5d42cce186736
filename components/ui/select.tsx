import { ChevronDown } from "lucide-react";
import type { Ref, SelectHTMLAttributes } from "react";
import { classes } from "./classes.ts";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  disabled?: boolean | undefined;
}

export type SelectProps<Value extends string> = Omit<SelectHTMLAttributes<HTMLSelectElement>, "value" | "onChange" | "children"> & {
  value: Value;
  options: readonly SelectOption<Value>[];
  onValue: (value: Value) => void;
  ref?: Ref<HTMLSelectElement> | undefined;
};

/** The platform's own list, so that keyboard, touch and screen readers get what they know. */
export function Select<Value extends string>({ value, options, onValue, className, ...rest }: SelectProps<Value>) {
  return (
    <span className={classes("field", "is-select", rest["aria-invalid"] === true && "is-bad", className)}>
      <select
        {...rest}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value);
          if (chosen) onValue(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>{option.label}</option>
        ))}
      </select>
      <ChevronDown className="ic ic-s" aria-hidden />
    </span>
  );
}
