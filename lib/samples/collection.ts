/** One kind of thing that a system holds. */
export interface Collection {
  id: string;
  title: string;
  /** Of what a person sees first, in order: fields of the data. */
  columns: readonly { field: string; title: string }[];
  /** Ids are the prefix and a number that goes on from here. */
  prefix: string;
  firstNumber: number;
}
