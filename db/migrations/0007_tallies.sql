CREATE TABLE "engine"."tallies" (
	"name" text NOT NULL,
	"amount" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"name" text NOT NULL,
	"label" text NOT NULL,
	"amount" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "engine"."workers" ADD COLUMN "version" text;--> statement-breakpoint
INSERT INTO "tallies" SELECT 'runs_finished', "pattern" || ' ' || "status", count(*) FROM "runs" WHERE "finished_at" IS NOT NULL AND "kind" = 'live' GROUP BY 2;--> statement-breakpoint
INSERT INTO "tallies" SELECT 'schedules_missed', '', count(*) FROM "schedule_occurrences" WHERE "status" = 'missed' HAVING count(*) > 0;--> statement-breakpoint
CREATE FUNCTION "tally_run"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO tallies VALUES ('runs_finished', NEW.pattern || ' ' || NEW.status, 1);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "runs_finished" AFTER UPDATE ON "runs" FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL AND NEW.kind = 'live') EXECUTE FUNCTION "tally_run"();--> statement-breakpoint
CREATE FUNCTION "tally_missed"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO tallies VALUES ('schedules_missed', '', 1);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "schedules_missed" AFTER INSERT ON "schedule_occurrences" FOR EACH ROW WHEN (NEW.status = 'missed') EXECUTE FUNCTION "tally_missed"();
