-- A payload that is written again counts as new from then on, and its row is held until the writer commits: whoever
-- deletes old ones that nothing names meets either the writer's lock or the new time (lib/server/payloads/collect-orphans.ts).
CREATE FUNCTION touch_payload() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE payloads SET created_at = clock_timestamp()
  WHERE workspace_id = new.workspace_id AND hash = new.hash AND created_at < clock_timestamp() - interval '12 hours';
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER touch_payload BEFORE INSERT ON payloads FOR EACH ROW EXECUTE FUNCTION touch_payload();
