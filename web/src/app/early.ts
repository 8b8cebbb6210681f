import { askEarly } from "@/api/early";
import { chosenLanguage, loadCatalogue } from "@/lib/language";
import { pages, pagesAt } from "./pages";

// The first thing that runs. The parts of the app take a while to start one after the other; what the address will need is on its way meanwhile: the code of
// its pages, the words, who this is and the project. Whoever asks for the same later is told when it failed.

const { pathname, search } = window.location;
const wanted = pagesAt(pathname, search);
for (const page of wanted) void pages[page]().catch(() => undefined);
void loadCatalogue(chosenLanguage()).catch(() => undefined);

if (wanted.length > 0 && wanted[0] !== "signIn") {
  askEarly("/api/v1/me");
  const [workspace, name] = pathname.split("/").filter((part) => part !== "");
  if (workspace !== undefined && name !== undefined) {
    // Written as the client writes it, so that it is the same address.
    const names = [workspace, name].map(decoded);
    askEarly(`/api/v1/projects/lookup?workspace=${encodeURIComponent(names[0] ?? "")}&name=${encodeURIComponent(names[1] ?? "")}`);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (malformed) {
    if (malformed instanceof URIError) return part;
    throw malformed;
  }
}
