"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BookOpen, Braces, KeyRound, LogOut } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Menu, type MenuTrigger } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { accountMutations } from "#lib/client/mutations/account-mutations.ts";
import type { Session } from "#lib/contracts/account.schema.ts";
import { ChangePasswordDialog } from "./change-password-dialog.tsx";
import { ThemePicker } from "./theme-picker.tsx";

export interface AccountMenuProps {
  user: Session["user"];
  trigger: (props: MenuTrigger) => ReactNode;
  /** Places that found no room elsewhere. */
  places?: ReactNode;
}

/** Who is signed in, the theme, the password, and the way out. */
export function AccountMenu({ user, trigger, places }: AccountMenuProps) {
  const [changing, setChanging] = useState(false);
  const client = useQueryClient();
  const signOut = useMutation({
    ...accountMutations.signOut,
    onSettled: () => {
      client.clear();
      // A full load, so that nothing of this session stays in memory.
      window.location.assign("/sign-in");
    },
  });
  return (
    <>
      <Menu label="Account" trigger={trigger}>
        <div className="menu-head" role="presentation">
          <b>{user.name}</b>
          <div className="small muted">{user.email}</div>
        </div>
        <div className="menu-line" role="separator" />
        {places}
        <ThemePicker />
        <div className="menu-line" role="separator" />
        <MenuItem icon={BookOpen} href="/help">Help</MenuItem>
        <MenuItem icon={Braces} href="/help/api">API reference</MenuItem>
        <MenuItem icon={KeyRound} onSelect={() => setChanging(true)}>Change password</MenuItem>
        <MenuItem icon={LogOut} onSelect={() => signOut.mutate()}>Sign out</MenuItem>
      </Menu>
      {changing ? <ChangePasswordDialog onClose={() => setChanging(false)} /> : null}
    </>
  );
}
