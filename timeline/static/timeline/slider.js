/* A slider over the days on which something became known, beside the date field that says the same. */
(() => {
  "use strict";
  /* The pages write dates as British English does, and so does this. */
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || undefined;
  const words = new Intl.DateTimeFormat(language, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });

  function start() {
    const form = document.querySelector(".knowledge-form"), list = document.getElementById("known-days");
    const field = document.getElementById("known-on");
    if (!form || !list || !field || form.querySelector(".slider")) return;
    const days = [...list.options].map((option) => option.value).filter((day) => day < field.max).sort();
    if (!days.length) return;
    /* Its last place is today. */
    days.push(field.max);
    const slider = document.createElement("input"), shown = document.createElement("output");
    slider.type = "range";
    slider.id = "known-slider";
    slider.className = "slider";
    slider.min = "0";
    slider.max = String(days.length - 1);
    slider.setAttribute("aria-label", form.querySelector("label")?.textContent ?? "");
    /* The field shows the day; the output has it for those who hear the page. */
    shown.className = "hidden";
    shown.htmlFor = "known-slider";

    const placeOf = (day) => {
      const place = days.findLastIndex((each) => each <= day);
      return Math.max(place, 0);
    };
    const tell = () => {
      const text = words.format(new Date(`${days[Number(slider.value)]}T00:00:00Z`));
      shown.textContent = text;
      slider.setAttribute("aria-valuetext", text);
    };
    slider.value = String(placeOf(field.value));
    tell();
    let waiting = 0;
    slider.addEventListener("input", () => {
      field.value = days[Number(slider.value)];
      tell();
      /* A key held down is one question, not a hundred. */
      clearTimeout(waiting);
      waiting = setTimeout(() => form.requestSubmit(), 350);
    });
    field.addEventListener("input", () => {
      slider.value = String(placeOf(field.value));
      tell();
    });
    field.before(slider, shown);
  }

  start();
  document.addEventListener("longstop:replaced", start);
})();
