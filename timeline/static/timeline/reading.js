/* Where a reader stopped, and what changed since they were last here. Both stay in this browser; no server learns of them. */
(() => {
  "use strict";
  const story = document.querySelector("[data-region=story]");
  if (!story) return;
  const key = `longstop:${location.pathname}`;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (values) => {
    try {
      localStorage.setItem(key, JSON.stringify({ ...read(), ...values }));
    } catch {
      /* A browser that keeps nothing is read the same. */
    }
  };
  const before = read();
  const isWhole = () => !location.search;

  /* An entry says when it last changed; what is later than the last visit is marked. */
  function mark() {
    if (!before.visited) return;
    const changed = [...document.querySelectorAll(".entry[data-changed]")].filter((entry) => Number(entry.dataset.changed) * 1000 > before.visited);
    for (const entry of changed) {
      if (entry.querySelector(".is-new")) continue;
      const label = document.createElement("span");
      label.className = "is-new";
      label.textContent = note?.dataset.mark ?? "";
      entry.querySelector(".entry-title")?.after(label);
    }
    if (note && changed.length) {
      note.querySelector("[data-since-count]").textContent = String(changed.length);
      note.querySelector("a").href = `#${changed[0].id}`;
      note.hidden = false;
    }
  }
  const note = document.querySelector("[data-since]");
  mark();
  document.addEventListener("longstop:replaced", mark);
  if (isWhole()) write({ visited: Date.now() });

  /* Nobody is moved unasked: the place is offered. */
  const offer = document.querySelector("[data-resume]");
  const place = before.place && document.getElementById(before.place);
  const isFresh = !location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (offer && place && isFresh && isWhole()) {
    const link = offer.querySelector("a");
    link.href = `#${before.place}`;
    link.addEventListener("click", () => { offer.hidden = true; });
    offer.hidden = false;
  }
  let waiting = 0;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!isWhole()) return;
      const all = [...document.querySelectorAll(".entry[id]")];
      const first = all.findIndex((entry) => entry.getBoundingClientRect().bottom > 0);
      /* At the top nothing is to be kept. */
      write({ place: first > 0 ? all[first].id : "" });
    }, 500);
  }, { passive: true });

  /* The year in view is the one the navigation names. */
  const links = () => new Map([...document.querySelectorAll(".years a[href]")].map((link) => [link.textContent.trim().split(" ")[0], link]));
  const inView = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      const all = links();
      const link = all.get(entry.target.dataset.year);
      if (!link) continue;
      for (const each of all.values()) each.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  const watch = () => {
    inView.disconnect();
    for (const year of document.querySelectorAll(".year[data-year]:not(.year-elsewhere)")) inView.observe(year);
  };
  document.addEventListener("longstop:replaced", watch);
  watch();
})();
