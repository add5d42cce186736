CREATE TABLE "draft_history" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"first_revision" integer NOT NULL,
	"revision" integer NOT NULL,
	"document" jsonb NOT NULL,
	"saved_by" text NOT NULL,
	"began_at" timestamp with time zone DEFAULT now() NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "draft_history_workspace_id_flow_id_first_revision_pk" PRIMARY KEY("workspace_id","flow_id","first_revision")
);
--> statement-breakpoint
ALTER TABLE "draft_history" ADD CONSTRAINT "draft_history_workspace_id_flow_id_flows_workspace_id_id_fk" FOREIGN KEY ("workspace_id","flow_id") REFERENCES "public"."flows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
INSERT INTO "draft_history" ("workspace_id", "flow_id", "first_revision", "revision", "document", "saved_by", "began_at", "saved_at")
SELECT "workspace_id", "id", "draft_revision", "draft_revision", "draft", "updated_by", "updated_at", "updated_at" FROM "flows" WHERE "deleted_at" IS NULL;
