import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { PanelError } from "@/components/panel-message";

/** A page that could not be shown; the shell around it stays. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <PanelError error={error} onRetry={retry} />;
}
