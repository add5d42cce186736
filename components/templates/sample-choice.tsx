import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import type { TemplateSample } from "#lib/flow/templates/template-content.schema.ts";

const mostSegments = 4;

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
  return samples.length <= mostSegments ? <Segmented label="Sample" segments={options} {...shared} /> : <Select aria-label="Sample" className="tp-pick" options={options} {...shared} />;
}
