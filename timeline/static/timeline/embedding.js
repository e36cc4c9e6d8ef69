// In the page around the frame: gives each embedded timeline the height it asks for and goes where a link within it leads.
(() => {
  "use strict";
  const LEAST = 200;
  const MOST = 20000;
  const act = {
    height: (frame, height) => {
      frame.style.height = `${Math.min(Math.max(height, LEAST), MOST)}px`;
    },
    // From the top of the frame; only within it, and only where it is not the frame that scrolls.
    place: (frame, place) => {
      const { top, height } = frame.getBoundingClientRect();
      if (place > 0 && place < height) window.scrollBy({ top: top + place - 16 });
    },
  };
  window.addEventListener("message", (event) => {
    const asked = event.data?.longstop;
    const value = event.data?.[asked];
    if (!Object.hasOwn(act, asked) || !Number.isFinite(value)) return;
    for (const frame of document.querySelectorAll("iframe[data-longstop]")) {
      if (frame.contentWindow === event.source && new URL(frame.src).origin === event.origin) act[asked](frame, value);
    }
  });
})();
