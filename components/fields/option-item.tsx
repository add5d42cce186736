import type { CelOption } from "./cel-options.ts";

function OptionFace({ option }: { option: CelOption }) {
  if ("signature" in option) return <><span className="data ty">fn</span><span className="data cut">{option.signature}</span><span className="small muted cut">{option.does}</span></>;
  return (
    <>
      <span className="data ty">{option.type}</span>
      <span className="cut"><span className="muted">{option.source}</span>{option.path === "" ? "" : ` · ${option.path}`}</span>
      <span className="data val cut">{option.isGuess ? "not in the sample" : option.preview}</span>
    </>
  );
}

export interface OptionItemProps {
  id: string;
  option: CelOption;
  isActive: boolean;
  onChoose: () => void;
}

/** A value or function in a list that a field above keeps the focus of. */
export function OptionItem({ id, option, isActive, onChoose }: OptionItemProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isActive}
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <OptionFace option={option} />
    </li>
  );
}
