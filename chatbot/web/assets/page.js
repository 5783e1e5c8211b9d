() => {
  // The theme that the visitor chose; without a choice Gradio follows the system.
  const saved = localStorage.getItem("coach-theme");
  if (saved) document.body.classList.toggle("dark", saved === "dark");
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("#theme-toggle")) {
      const dark = document.body.classList.toggle("dark");
      localStorage.setItem("coach-theme", dark ? "dark" : "light");
      return;
    }
    const link = target.closest('a[href*="#src-"]');
    if (!link) return;
    event.preventDefault();
    const source = document.getElementById(link.getAttribute("href").split("#")[1]);
    if (!source) return;
    const fold = source.closest("details");
    if (fold) fold.open = true;
    source.scrollIntoView({ behavior: "smooth", block: "nearest" });
    source.focus({ preventScroll: true });
    source.classList.remove("flash");
    void source.offsetWidth; // restarts the animation
    source.classList.add("flash");
  });
  // Words and speaking time while the answer is typed: 150 words a minute, as on the server.
  document.addEventListener("input", (event) => {
    const box = event.target instanceof Element ? event.target.closest("#answer textarea") : null;
    const count = document.getElementById("answer-count");
    if (!box || !count) return;
    const words = (box.value.match(/\S+/g) || []).length;
    const seconds = Math.round((words / 150) * 60);
    const spoken = seconds < 90 ? `${seconds} seconds` : `${(seconds / 60).toFixed(1)} minutes`;
    count.textContent = words ? `${words} words, about ${spoken} aloud` : "0 words";
  });
  // Open the sidebar only where there is room for it.
  if (window.innerWidth > 1000) {
    const closed = document.querySelector(".sidebar:not(.open) .toggle-button");
    if (closed) closed.click();
  }
}
