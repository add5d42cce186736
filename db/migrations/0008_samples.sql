CREATE TABLE "sample_records" (
	"workspace_id" text NOT NULL,
	"system" text NOT NULL,
	"collection" text NOT NULL,
	"id" text NOT NULL,
	"unique_key" text,
	"data" json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sample_records_workspace_id_system_collection_id_pk" PRIMARY KEY("workspace_id","system","collection","id")
);
--> statement-breakpoint
CREATE TABLE "sample_replies" (
	"workspace_id" text NOT NULL,
	"system" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer NOT NULL,
	"body" json NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sample_replies_workspace_id_system_key_pk" PRIMARY KEY("workspace_id","system","key")
);
--> statement-breakpoint
CREATE TABLE "sample_requests" (
	"workspace_id" text NOT NULL,
	"system" text NOT NULL,
	"seq" bigserial NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"status" integer NOT NULL,
	"idempotency_key" text,
	"body" text,
	"is_repeat" boolean NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sample_requests_workspace_id_system_seq_pk" PRIMARY KEY("workspace_id","system","seq")
);
--> statement-breakpoint
CREATE TABLE "sample_systems" (
	"workspace_id" text NOT NULL,
	"system" text NOT NULL,
	"behaviour" text DEFAULT 'normal' NOT NULL,
	"turn" integer DEFAULT 0 NOT NULL,
	"seeded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sample_systems_workspace_id_system_pk" PRIMARY KEY("workspace_id","system")
);
--> statement-breakpoint
ALTER TABLE "sample_records" ADD CONSTRAINT "sample_records_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sample_replies" ADD CONSTRAINT "sample_replies_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sample_requests" ADD CONSTRAINT "sample_requests_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sample_systems" ADD CONSTRAINT "sample_systems_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sample_records_changed" ON "sample_records" USING btree ("workspace_id","system","collection","updated_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sample_records_unique_key" ON "sample_records" USING btree ("workspace_id","system","collection","unique_key");