import i18next from "i18next";
import { ProblemError, UnreachableError } from "@/api/problem";

/** What to tell a person about an error: our own words for the kinds we know, the server's words for the rest. */
export function describeError(error: unknown): string {
  if (error instanceof UnreachableError) return i18next.t("common:error.unreachable");
  if (error instanceof ProblemError) {
    if (error.status === 401) return i18next.t("common:error.signedOut");
    if (error.status === 403) return i18next.t("common:error.forbidden");
    return error.detail ?? i18next.t("common:error.refused", { kind: error.kind });
  }
  return i18next.t("common:error.unexpected");
}
