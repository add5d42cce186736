/** PostgreSQL's numbers of its own types; they never change (src/include/catalog/pg_type.dat). */
export const typeNumbers = {
  bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, text: 25, oid: 26, json: 114, float4: 700, float8: 701, unknown: 705,
  bpchar: 1042, varchar: 1043, date: 1082, timestamp: 1114, timestamptz: 1184, numeric: 1700, uuid: 2950, jsonb: 3802,
} as const;

/** Arrays of its own types, with the type of their items. */
const ownArrays: ReadonlyMap<number, number> = new Map([
  [1000, 16], [1001, 17], [1002, 18], [1003, 19], [1016, 20], [1005, 21], [1007, 23], [1009, 25], [1028, 26], [199, 114], [143, 142], [651, 650],
  [1021, 700], [1022, 701], [791, 790], [1040, 829], [1041, 869], [1014, 1042], [1015, 1043], [1182, 1082], [1183, 1083], [1115, 1114], [1185, 1184],
  [1187, 1186], [1270, 1266], [1561, 1560], [1563, 1562], [1231, 1700], [2951, 2950], [3807, 3802],
]);

/** The type of an array's items; undefined for what is no array, or one of a type made by a user. */
export function itemType(type: number): number | undefined {
  return ownArrays.get(type);
}

/** Types from here on are made by users or extensions. */
export const firstOwnType = 16_384;
