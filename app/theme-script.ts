/** Runs before the first paint: the chosen theme, or the system's, also when the system changes its mind. */
export const themeScript = `(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    let chosen = null;
    try { chosen = localStorage.getItem("millrace.theme"); } catch {}
    document.documentElement.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : system.matches ? "dark" : "light";
  };
  paint();
  system.addEventListener("change", paint);
  addEventListener("storage", paint);
  addEventListener("millrace:theme", paint);
})();`;
