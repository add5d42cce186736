/**
 * Runs before the first paint: the chosen theme, or the system's, also when the system changes its mind. React resets the
 * attribute where it renders the whole document anew (the page for a wrong address), so it is watched too.
 */
export const themeScript = `(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    let chosen = null;
    try { chosen = localStorage.getItem("millrace.theme"); } catch {}
    const theme = chosen === "light" || chosen === "dark" ? chosen : system.matches ? "dark" : "light";
    const root = document.documentElement;
    if (root.dataset.theme !== theme) root.dataset.theme = theme;
  };
  paint();
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", paint);
  addEventListener("storage", paint);
  addEventListener("millrace:theme", paint);
})();`;
