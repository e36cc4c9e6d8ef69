/* Filters, searches, days and years change the page in place. Without this script each is a page of its own, at the same address. */
(() => {
  "use strict";
  if (!document.querySelector("[data-region]")) return;
  const REGIONS = ["[data-region]", "#river", ".knowledge", ".filters"];
  const said = document.querySelector("[data-said]");
  let asked = null, shown = location.search;

  const isHere = (url) => url.origin === location.origin && url.pathname === location.pathname;

  async function fetched(url, signal) {
    const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
    if (!answer.ok && answer.status !== 400) throw new Error(String(answer.status));
    return { page: new DOMParser().parseFromString(await answer.text(), "text/html"), url: answer.url || url };
  }

  /* Shows the page at an address in this one; a page that has no such regions, or none at all, is simply opened. */
  async function show(url, { push = true, jump = "" } = {}) {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    document.documentElement.classList.add("is-loading");
    try {
      const { page } = await fetched(url, signal);
      if (!page.querySelector("[data-region]")) throw new Error("another page");
      const focused = document.activeElement?.id, value = document.activeElement?.value;
      for (const region of REGIONS) swap(region, page);
      document.title = page.title;
      const robots = document.querySelector("meta[name=robots]"), theirs = page.querySelector("meta[name=robots]");
      robots?.remove();
      if (theirs) document.head.append(document.importNode(theirs, true));
      if (push) history.pushState({ longstop: true }, "", url);
      shown = location.search;
      document.dispatchEvent(new CustomEvent("longstop:replaced"));
      const again = focused && document.getElementById(focused);
      if (again) {
        again.focus({ preventScroll: true });
        if (again.type === "search" && value !== undefined) again.value = value;
      }
      if (jump) document.getElementById(jump)?.scrollIntoView();
      if (said) said.textContent = document.querySelector("[data-region] .count")?.textContent ?? "";
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    } finally {
      if (asked?.signal === signal) document.documentElement.classList.remove("is-loading");
    }
  }

  function swap(region, page) {
    const ours = document.querySelector(region), theirs = page.querySelector(region);
    if (region === ".filters" && ours && theirs) {
      /* What is unfolded stays unfolded. */
      const open = ours.querySelector("details")?.open;
      if (open) theirs.querySelector("details")?.setAttribute("open", "");
    }
    if (ours && theirs) ours.replaceWith(document.importNode(theirs, true));
    else if (ours && !theirs) ours.remove();
    else if (!ours && theirs) document.querySelector("[data-region]").before(document.importNode(theirs, true));
  }

  function addressOf(form) {
    const url = new URL(form.getAttribute("action") || location.href, location.href);
    const values = [...new FormData(form)].filter(([, value]) => value !== "");
    url.search = new URLSearchParams(values).toString();
    return url;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get" || !form.closest(".filters, .knowledge")) return;
    const url = addressOf(form);
    if (!isHere(url)) return;
    event.preventDefault();
    show(url.href);
  });

  /* A box that is ticked is a question asked; words are asked by the button, so that nobody is interrupted while typing. */
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.closest(".filters form") && (field.type === "checkbox" || field.tagName === "SELECT")) show(addressOf(field.form).href);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    /* A link of the drawing has an object for its `href`. */
    const url = new URL(link.getAttribute("href"), location.href);
    if (!isHere(url) || !link.closest("[data-region], #river, .knowledge, .filters")) return;
    if (url.search === location.search) return;
    event.preventDefault();
    const year = link.closest(".year-elsewhere");
    if (year) load(year);
    else show(url.href, { jump: url.hash.slice(1) || (link.closest(".pager, .years") ? "story" : "") });
  });

  /* A step between places of one page is the browser's own. */
  addEventListener("popstate", () => {
    if (location.search !== shown) show(location.href, { push: false, jump: location.hash.slice(1) });
  });

  /* A year that is only named so far is read where it stands. */
  async function load(year) {
    const link = year.querySelector("a[href]");
    if (!link || year.dataset.loading) return;
    year.dataset.loading = "yes";
    try {
      const { page } = await fetched(link.href);
      const told = [...page.querySelectorAll(`[data-region] .year[data-year="${CSS.escape(year.dataset.year)}"]:not(.year-elsewhere)`)];
      if (!told.length) throw new Error("another page");
      /* What that year has on further pages stays a link. */
      const more = page.querySelector(`.pager a[rel="next"][href*="page="]`);
      const parts = told.map((part) => document.importNode(part, true));
      if (more) {
        const way = document.createElement("p");
        way.className = "pager";
        way.append(document.importNode(more, true));
        parts.push(way);
      }
      const asked = year.contains(document.activeElement);
      year.replaceWith(...parts);
      if (asked) {
        /* Whoever asked by the keyboard goes on from there. */
        const title = parts[0].querySelector(".year-title");
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
      }
      document.dispatchEvent(new CustomEvent("longstop:replaced"));
    } catch {
      location.assign(link.href);
    }
  }

  /* An entry that stands on another page of the timeline is looked for where its lasting address leads. */
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (/^(event|deadline)-/.test(wanted) && !document.getElementById(wanted) && document.querySelector(".year-elsewhere")) {
    const day = new URLSearchParams(location.search).get("known_on");
    fetch(`${location.pathname}at/${encodeURIComponent(wanted)}/${day ? `?known_on=${day}` : ""}`)
      .then((answer) => { if (answer.ok && isHere(new URL(answer.url))) location.replace(answer.url.split("#")[0] + location.hash); })
      .catch(() => {});
  }

  /* Later years come by themselves as the reader comes near; an earlier one would push the page away, so it is asked for. */
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) load(entry.target);
  }, { rootMargin: "600px 0px" });
  const watch = () => {
    const told = [...document.querySelectorAll(".year")];
    const last = told.findLastIndex((year) => !year.classList.contains("year-elsewhere"));
    near.disconnect();
    for (const year of told.slice(last + 1, last + 2)) near.observe(year);
  };
  document.addEventListener("longstop:replaced", watch);
  watch();
})();
