// In the page around the frame: gives each embedded timeline the height it asks for, and nothing to anybody else.
(() => {
  "use strict";
  const LEAST = 200;
  const MOST = 20000;
  window.addEventListener("message", (event) => {
    const asked = event.data;
    if (!asked || asked.longstop !== "height" || !Number.isFinite(asked.height)) return;
    for (const frame of document.querySelectorAll("iframe[data-longstop]")) {
      if (frame.contentWindow === event.source && new URL(frame.src).origin === event.origin) {
        frame.style.height = `${Math.min(Math.max(asked.height, LEAST), MOST)}px`;
      }
    }
  });
})();
