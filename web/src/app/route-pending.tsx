import { PanelLoading } from "@/components/panel-message";

export function RoutePending() {
  return <PanelLoading />;
}
