// Runs before the first paint, so that a dark page never flashes white. A file of its own because the content
// security policy allows no inline scripts. The key is the one in src/lib/theme.ts; an address may ask for a theme too.
(function () {
  var choice = new URLSearchParams(location.search).get("theme");
  if (choice !== "dark" && choice !== "light") {
    try { choice = localStorage.getItem("nereid.theme"); } catch (denied) { choice = null; }
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
