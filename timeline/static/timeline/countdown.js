/* The server says how many days are left. In the last two of them the hours and minutes are said, by the reader's clock. */
(() => {
  "use strict";
  const MINUTE = 6e4, HOUR = 60 * MINUTE, LAST = 48 * HOUR;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || undefined, { numeric: "always" });

  function refine() {
    for (const time of document.querySelectorAll("time[data-ends]")) {
      const left = Date.parse(time.dataset.ends) - Date.now();
      if (!(left > 0 && left < LAST)) continue;
      time.textContent = left < HOUR ? words.format(Math.ceil(left / MINUTE), "minute") : words.format(Math.floor(left / HOUR), "hour");
    }
  }

  refine();
  if (document.querySelector("time[data-ends]")) setInterval(refine, MINUTE / 2);
  document.addEventListener("longstop:replaced", refine);
})();
