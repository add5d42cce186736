CREATE TABLE "template_checks" (
	"workspace_id" text NOT NULL,
	"template_id" text NOT NULL,
	"version" integer NOT NULL,
	"passed" integer,
	"of" integer,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"at" timestamp with time zone,
	"expected" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"under" jsonb,
	"started_at" timestamp with time zone,
	CONSTRAINT "template_checks_workspace_id_template_id_version_pk" PRIMARY KEY("workspace_id","template_id","version")
);
--> statement-breakpoint
CREATE TABLE "template_installs" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"template_id" text,
	"link" text,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"answers" jsonb NOT NULL,
	"left_aside" integer,
	"installed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"installed_by" text NOT NULL,
	CONSTRAINT "template_installs_workspace_id_flow_id_pk" PRIMARY KEY("workspace_id","flow_id")
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"workspace_id" text NOT NULL,
	"template_id" text NOT NULL,
	"number" integer NOT NULL,
	"content" jsonb NOT NULL,
	"draft" jsonb NOT NULL,
	"from_version" integer,
	"from_revision" integer,
	"message" text NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "template_versions_workspace_id_template_id_number_pk" PRIMARY KEY("workspace_id","template_id","number")
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"visibility" text DEFAULT 'workspace' NOT NULL,
	"link" text NOT NULL,
	"latest_version" integer NOT NULL,
	"card" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "templates_link_unique" UNIQUE("link"),
	CONSTRAINT "templates_workspace_id" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "template_checks" ADD CONSTRAINT "template_checks_version" FOREIGN KEY ("workspace_id","template_id","version") REFERENCES "public"."template_versions"("workspace_id","template_id","number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_installs" ADD CONSTRAINT "template_installs_workspace_id_flow_id_flows_workspace_id_id_fk" FOREIGN KEY ("workspace_id","flow_id") REFERENCES "public"."flows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_versions" ADD CONSTRAINT "template_versions_workspace_id_template_id_templates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","template_id") REFERENCES "public"."templates"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_workspace_id_flow_id_flows_workspace_id_id_fk" FOREIGN KEY ("workspace_id","flow_id") REFERENCES "public"."flows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "template_checks_under" ON "template_checks" USING btree ("started_at") WHERE "template_checks"."under" is not null;--> statement-breakpoint
CREATE INDEX "template_installs_template" ON "template_installs" USING btree ("template_id") WHERE "template_installs"."template_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "templates_flow" ON "templates" USING btree ("workspace_id","flow_id") WHERE "templates"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "templates_gallery" ON "templates" USING btree ("id") WHERE "templates"."visibility" = 'gallery' and "templates"."withdrawn_at" is null;