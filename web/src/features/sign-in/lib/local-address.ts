/** The page to return to after signing in, if it is one of ours; else the first page. A link must not lead elsewhere. */
export function localAddress(to: string | undefined): string {
  if (to === undefined) return "/";
  const here = window.location.origin;
  const target = URL.parse(to, here);
  if (!to.startsWith("/") || target === null || target.origin !== here || target.pathname === "/sign-in") return "/";
  return target.pathname + target.search + target.hash;
}
