// In the frame: says how high the timeline is, so that the page around it can give it that room, and where a link within it leads.
(() => {
  "use strict";
  if (window.parent === window) return;
  const say = (longstop, value) => window.parent.postMessage({ longstop, [longstop]: value }, "*");
  const tell = () => say("height", Math.ceil(document.documentElement.getBoundingClientRect().height));
  new ResizeObserver(tell).observe(document.documentElement);
  window.addEventListener("load", tell);
  // A frame as high as its content has nothing to scroll: the page around it has to.
  document.addEventListener("click", (event) => {
    const href = event.target.closest("a[href^='#']")?.getAttribute("href");
    const place = href && document.getElementById(decodeURIComponent(href.slice(1)));
    if (place) say("place", place.getBoundingClientRect().top);
  });
})();
