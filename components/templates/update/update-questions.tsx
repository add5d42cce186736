import { ConnectionChoice } from "#components/templates/connection-choice.tsx";
import { ParameterField } from "#components/templates/parameter-field.tsx";
import { connectLater, type WizardAnswers } from "#components/templates/wizard-answers.ts";
import type { TemplateConnection, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";

interface UpdateQuestionsProps {
  asked: { parameters: readonly TemplateParameter[]; connections: readonly TemplateConnection[] };
  /** Connections that were chosen for earlier versions, by their key. */
  installed: Readonly<Record<string, string>>;
  typed: WizardAnswers;
  /** By `parameters.<key>` and `connections.<key>`. */
  wrong: ReadonlyMap<string, string>;
  onTyped: (typed: WizardAnswers) => void;
}

/** What the newer version asks and the earlier one did not. */
export function UpdateQuestions({ asked: { parameters, connections }, installed, typed, wrong, onTyped }: UpdateQuestionsProps) {
  if (parameters.length + connections.length === 0) return null;
  const chosen = (key: string): string | null => {
    const given = typed.connections[key] ?? "";
    return given === "" || given === connectLater ? (installed[key] ?? null) : given;
  };
  return (
    <section className="tu-part" aria-labelledby="tu-asked">
      <h2 id="tu-asked">{parameters.length === 0 ? "New connections" : "New questions"}</h2>
      <p className="muted">The newer version asks for this. What you answered before stays.</p>
      <div className="tu-asked">
        {connections.map(({ key, title, help, kinds }) => (
          <div key={key}>
            <ConnectionChoice label={title} kinds={kinds} hosts={[]} value={typed.connections[key] ?? ""} error={wrong.get(`connections.${key}`)} onValue={(value) => onTyped({ ...typed, connections: { ...typed.connections, [key]: value } })} />
            {help === "" ? null : <p className="small muted">{help}</p>}
          </div>
        ))}
        {parameters.map((parameter) => (
          <ParameterField
            key={parameter.key} parameter={parameter} value={typed.parameters[parameter.key] ?? ""} error={wrong.get(`parameters.${parameter.key}`)}
            connection={parameter.options?.from === "tables" ? chosen(parameter.options.connection) : null}
            onValue={(value) => onTyped({ ...typed, parameters: { ...typed.parameters, [parameter.key]: value } })}
          />
        ))}
      </div>
    </section>
  );
}
