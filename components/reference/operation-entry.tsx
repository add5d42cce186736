import { FieldTable } from "./field-table.tsx";
import type { Operation } from "./read-reference.ts";

function parametersAsSchema(parameters: Operation["parameters"]) {
  return {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema, description }) => [name, description === "" || typeof schema !== "object" ? schema : { ...schema, description }])),
    required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
  };
}

export function OperationEntry({ operation }: { operation: Operation }) {
  const { id, method, path, summary, description, parameters, body, status, answer, others } = operation;
  return (
    <article className="ref-op" id={id} aria-labelledby={`${id}-name`}>
      <h3 id={`${id}-name`}><span className="verb">{method}</span> <span className="data">{path}</span></h3>
      <p>{summary} <span className="muted">{description}</span></p>
      {parameters.length > 0 ? <><h4>Parameters</h4><FieldTable schema={parametersAsSchema(parameters)} caption={`Parameters of ${method} ${path}`} /></> : null}
      {body === undefined ? null : <><h4>Body</h4><FieldTable schema={body} caption={`Body of ${method} ${path}`} /></>}
      {answer === undefined ? (
        <p className="small muted">Answers {status} without a body.</p>
      ) : (
        <details>
          <summary>Answer, {status}</summary>
          <FieldTable schema={answer} caption={`Answer of ${method} ${path}`} />
        </details>
      )}
      {others.length === 0 ? null : (
        <details>
          <summary>Other answers: {others.map((other) => other.status).join(", ")}</summary>
          <dl className="ref-others">{others.map((other) => <div key={other.status}><dt className="data">{other.status}</dt><dd>{other.description}</dd></div>)}</dl>
        </details>
      )}
    </article>
  );
}
