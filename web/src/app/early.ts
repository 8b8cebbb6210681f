import { askEarly } from "@/api/early";
import { chosenLanguage, loadCatalogue } from "@/lib/language";
import { pages, pagesAt } from "./pages";

// The first thing that runs: a file of a few kilobytes, so that it runs while the app's own code is still being read. The app takes a while to start; what the
// address will need is on its way meanwhile: the code of its pages, the words, who this is, the project and the run. Whoever asks for the same later is told when it failed.

const { pathname, search } = window.location;
const wanted = pagesAt(pathname, search);
for (const page of wanted) void pages[page]().catch(() => undefined);
void loadCatalogue(chosenLanguage()).catch(() => undefined);
if (wanted.length > 0 && wanted[0] !== "signIn") void ask();
void import("./main");

async function ask(): Promise<void> {
  void askEarly("/api/v1/me");
  const [workspace, name, , run] = pathname.split("/").filter((part) => part !== "").map(decoded);
  if (workspace === undefined || name === undefined) return;
  // Written as the client writes it, so that it is the same address.
  const project = await idIn(askEarly(`/api/v1/projects/lookup?workspace=${encodeURIComponent(workspace)}&name=${encodeURIComponent(name)}`));
  if (project === undefined || run === undefined) return;
  const id = await idIn(askEarly(`/api/v1/runs/lookup?projectId=${project}&shortId=${encodeURIComponent(run)}`));
  if (id !== undefined) void askEarly(`/api/v1/runs/${id}/attributes`);
}

/** The id in an answer; nothing when there is none, which is for who asks later to tell. */
async function idIn(answer: Promise<Response> | undefined): Promise<string | undefined> {
  const response = await answer?.catch(() => undefined);
  if (!response?.ok) return undefined;
  const { id } = (await response.clone().json()) as { id?: unknown };
  return typeof id === "string" ? encodeURIComponent(id) : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (malformed) {
    if (malformed instanceof URIError) return part;
    throw malformed;
  }
}
