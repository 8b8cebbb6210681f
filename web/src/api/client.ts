import createClient from "openapi-fetch";
import { guardHeader, takeEarly } from "./early";
import { ProblemError, UnreachableError } from "./problem";
import type { paths } from "./schema";

async function reach(request: Request): Promise<Response> {
  try {
    return await (takeEarly(request) ?? fetch(request));
  } catch (failure) {
    if (request.signal.aborted) throw failure;
    throw new UnreachableError(failure);
  }
}

/** The one client of the server's own API. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  headers: guardHeader,
  fetch: reach,
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or a {@link ProblemError}. */
export function unwrap<T>(answer: Answer<T>): T {
  if (answer.response.ok) return answer.data as T;
  const { error } = answer;
  throw new ProblemError(answer.response.status, typeof error === "object" && error !== null ? error : {});
}
