"use client";

import { Handle, Position } from "@xyflow/react";
import { memo, useContext } from "react";
import { classes } from "#components/ui/classes.ts";
import type { Carries } from "#lib/flow/node-type.ts";
import { ConnectingContext } from "./connecting-context.ts";

export interface PortProps {
  node: string;
  id: string;
  side: "source" | "target";
  look: Carries | "error";
  /** Leads somewhere; only the error port shows it. */
  used?: boolean;
  /** 0 is 26 px under the top edge, each further one 30 px lower. */
  row: number;
  label: string;
  /** On a plate beside it. */
  name: string | null;
}

const looks = { value: "port-v", records: "port-r", error: "port-e" } as const;

/** One end of edges. Fits and fades while a connection is drawn. */
export const Port = memo(function Port({ node, id, side, look, used, row, label, name }: PortProps) {
  const fitting = useContext(ConnectingContext);
  const fit = fitting === null ? undefined : fitting.has(`${node} ${id}`);
  const top = 26 + row * 30;
  return (
    <>
      <Handle
        id={id}
        type={side}
        position={side === "source" ? Position.Right : Position.Left}
        className={classes("port", looks[look], used && "is-used")}
        data-fit={fit}
        style={look === "error" ? undefined : { top }}
        title={label}
      />
      {name === null ? null : <span className="port-name cut" style={{ top }} aria-hidden="true">{name}</span>}
    </>
  );
});
