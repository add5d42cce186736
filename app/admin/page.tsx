import { AdminScreen } from "#components/admin/admin-screen.tsx";

export default function AdminPage() {
  return <AdminScreen />;
}
