import i18next from "i18next";
import { ProblemError, UnreachableError } from "@/api/problem";
import { MissingPartError } from "./load-part";

// The kinds of refusal that a person may meet in the app, in our own words and their language. docs/problems.md has all.
const told = [
  "body-too-large",
  "internal-error",
  "link-only-reads",
  "no-such-file",
  "no-such-project",
  "no-such-run",
  "no-such-series",
  "project-key-taken",
  "project-name-taken",
  "read-only",
  "sign-in-failed",
  "storage-unavailable",
  "too-many-attempts",
  "too-many-runs",
] as const;

/** What to tell a person about an error: our own words for the kinds we know, the server's words for the rest. */
export function describeError(error: unknown): string {
  if (error instanceof UnreachableError) return i18next.t("common:error.unreachable");
  if (error instanceof MissingPartError) return i18next.t("common:error.part");
  if (error instanceof ProblemError) {
    const kind = told.find((known) => known === error.kind);
    if (kind !== undefined) return i18next.t(`common:error.kind.${kind}`);
    if (error.status === 401) return i18next.t("common:error.signedOut");
    if (error.status === 403) return i18next.t("common:error.forbidden");
    return error.detail ?? i18next.t("common:error.refused", { kind: error.kind });
  }
  return i18next.t("common:error.unexpected");
}

/** The thing asked for does not exist, or is hidden from this person: asking again is no use. */
export function isMissing(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 404;
}
