DROP INDEX "runs_event";--> statement-breakpoint
CREATE INDEX "runs_event" ON "runs" USING btree ("workspace_id","event_id") WHERE "runs"."event_id" is not null;