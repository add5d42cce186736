import type { ReactNode } from "react";

export interface Segment<Value extends string> {
  value: Value;
  face: ReactNode;
}

export interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  segments: readonly Segment<Value>[];
  onValue: (value: Value) => void;
}

/** A few choices side by side, exactly one pressed. */
export function Segmented<Value extends string>({ label, value, segments, onValue }: SegmentedProps<Value>) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {segments.map((segment) => (
        <button key={segment.value} type="button" aria-pressed={segment.value === value} onClick={() => onValue(segment.value)}>
          {segment.face}
        </button>
      ))}
    </div>
  );
}
