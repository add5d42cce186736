import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import type { TemplateSample } from "#lib/flow/templates/template-content.schema.ts";

/** More, or longer names, do not fit beside each other. */
const mostSegments = 3;
const mostLetters = 32;

export interface SampleChoiceProps {
  samples: readonly TemplateSample[];
  /** Its place among them. */
  at: number;
  onAt: (at: number) => void;
}

/** A switch between a template's samples; the name alone where there is one. */
export function SampleChoice({ samples, at, onAt }: SampleChoiceProps) {
  if (samples.length < 2) return <span className="small muted">{samples[0]?.name}</span>;
  const options = samples.map(({ name }, index) => ({ value: String(index), label: name, face: name }));
  const shared = { value: String(at), onValue: (value: string) => onAt(Number(value)) };
  const fits = samples.length <= mostSegments && samples.reduce((sum, { name }) => sum + name.length, 0) <= mostLetters;
  return fits ? <Segmented label="Sample" segments={options} {...shared} /> : <Select aria-label="Sample" className="tp-pick" options={options} {...shared} />;
}
