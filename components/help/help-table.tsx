export interface HelpTableProps {
  caption: string;
  heads: readonly string[];
  /** The first cell names the row. */
  rows: readonly (readonly string[])[];
}

/** A plain table of words; on small screens each row stacks. */
export function HelpTable({ caption, heads, rows }: HelpTableProps) {
  return (
    <table className="tbl help-tbl">
      <caption className="vh">{caption}</caption>
      <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
      <tbody>
        {rows.map((cells) => (
          <tr key={cells.join("|")}>
            {cells.map((cell, index) => (index === 0 ? <th key={heads[index]} scope="row">{cell}</th> : <td key={heads[index]} data-label={heads[index]}>{cell}</td>))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
