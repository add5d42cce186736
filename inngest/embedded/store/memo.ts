/** A step's result as it is stored and sent: `memo` is canonical JSON text (`{"data":…}`, `{"error":…}` or `null`). */
export type Memo = { id: string; memo: string };
