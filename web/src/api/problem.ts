import type { components } from "./schema";

type Problem = components["schemas"]["Problem"];

/** The server's refusal, as its problem document (RFC 9457) says it. */
export class ProblemError extends Error {
  /** The stable name of the kind, such as `no-such-run`. */
  readonly kind: string;
  readonly status: number;
  readonly detail: string | undefined;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = "ProblemError";
    this.status = status;
    this.kind = problem.type?.split("/").at(-1) ?? `http-${status}`;
    this.detail = problem.detail ?? undefined;
  }
}

/** No answer at all: the server is down or the network is. Worth trying again. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super("The server did not answer.", { cause });
    this.name = "UnreachableError";
  }
}
