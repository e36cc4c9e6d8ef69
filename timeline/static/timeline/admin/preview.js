/* Asks the server what follows from the form as it is typed, and shows the answer in the panel. Saves nothing. */
"use strict";

(() => {
  const PAUSE = 500;

  function watch(section) {
    const form = section.closest("form");
    const panel = section.querySelector("#preview-panel");
    const ask = section.querySelector("button[name=_preview]");
    if (!form || !panel) {
      return;
    }
    let asked = typed();
    let waiting = 0;
    let request = null;

    function typed() {
      const values = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string") {
          values.append(name, value);
        }
      }
      return values.toString();
    }

    // A calendar, a search field or a dragged row changes a field without telling, so every sign of life is a reason to look.
    function look() {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => {
        if (typed() !== asked) {
          load();
        }
      }, PAUSE);
    }

    async function load() {
      window.clearTimeout(waiting);
      request?.abort();
      const mine = new AbortController();
      request = mine;
      asked = typed();
      section.setAttribute("aria-busy", "true");
      try {
        const response = await fetch(section.dataset.previewUrl, {
          method: "POST",
          body: new URLSearchParams(asked),
          credentials: "same-origin",
          redirect: "error",
          signal: mine.signal,
        });
        if (!response.ok) {
          throw new Error(`status ${response.status}`);
        }
        const answer = new DOMParser().parseFromString(await response.text(), "text/html");
        panel.replaceChildren(...answer.body.childNodes);
      } catch (error) {
        if (mine.signal.aborted) {
          return;
        }
        fail();
      }
      if (request === mine) {
        section.removeAttribute("aria-busy");
      }
    }

    function fail() {
      const sentence = document.createElement("p");
      sentence.className = "preview-error";
      sentence.textContent = section.dataset.previewFailed;
      panel.replaceChildren(sentence);
      // The next sign of life asks again.
      asked = "";
    }

    if (ask) {
      // As a submit button it would be what the Enter key presses.
      ask.type = "button";
      ask.addEventListener("click", load);
    }
    for (const sign of ["input", "change", "focusin", "click", "dragend", "pointerup"]) {
      form.addEventListener(sign, look);
    }
    for (const sign of ["formset:added", "formset:removed"]) {
      document.addEventListener(sign, look);
    }
    // The search fields announce a choice through jQuery alone.
    window.django?.jQuery?.(form).on("change", look);
  }

  document.querySelectorAll("[data-preview-url]").forEach(watch);
})();
