ALTER TABLE "flows" ADD COLUMN "field_rules" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "samples" ADD COLUMN "run_id" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "field_rules" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "viewers_see_values" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "runs_with_data" ON "runs" USING btree ("workspace_id","id") WHERE "runs"."bucket" between 1 and 999999 and "runs"."input" is not null;