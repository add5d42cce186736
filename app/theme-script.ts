/** Runs before the first paint, so that a dark page never flashes light; ThemeKeeper follows changes from then on. */
export const themeScript = `(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("millrace.theme"); } catch {}
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();`;
