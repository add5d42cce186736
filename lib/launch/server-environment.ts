/** What Postgres' programs get of our environment: no PG* variable of the caller, no secret, a fixed language. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SYSTEMROOT } = process.env;
  return { NODE_ENV: "production", LC_ALL: "C", TZ: "UTC", PATH, ...(SYSTEMROOT === undefined ? {} : { SYSTEMROOT }) };
}
