/* From entry to entry by keys: Alt with the arrows anywhere, j and k while an entry has the focus (WCAG 2.1.4). */
(() => {
  "use strict";
  /* Where a year is only named, the way goes on over its link. */
  const entries = () => [...document.querySelectorAll(".entry[id], .year-elsewhere a")];
  if (!entries().length) return;
  const help = document.querySelector("[data-keys-help]");
  if (help) help.hidden = false;

  function go(step) {
    const all = entries();
    const focused = all.indexOf(document.activeElement?.closest(".entry, .year-elsewhere a"));
    let next;
    if (focused >= 0) next = all[focused + step];
    else {
      /* From where the reader is: the first entry that begins in view. */
      const first = all.findIndex((entry) => entry.getBoundingClientRect().top >= 0);
      const at = first < 0 ? all.length : first;
      next = step > 0 ? all[at] : all[at - 1];
    }
    if (!next) return;
    if (next.id) next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
    if (next.id) history.replaceState(history.state, "", `#${next.id}`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("input, select, textarea, [contenteditable], .river-box")) return;
    const inEntry = Boolean(document.activeElement?.closest(".entry, .year-elsewhere"));
    if (event.altKey ? event.key === "ArrowDown" : inEntry && event.key === "j") go(1);
    else if (event.altKey ? event.key === "ArrowUp" : inEntry && event.key === "k") go(-1);
    else return;
    event.preventDefault();
  });
})();
