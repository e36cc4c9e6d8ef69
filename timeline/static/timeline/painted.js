/* A page is read before it is worked with: what scripts do waits until it has been painted, and each lets the reader in between. */
function painted(scripts) {
  "use strict";
  const next = () => {
    const script = scripts.shift();
    if (!script) {
      document.documentElement.dataset.scripts = "ready";
      return;
    }
    /* First, so that one that fails does not stop the others. */
    setTimeout(next);
    script();
  };
  /* A page in the background is not painted until it is looked at. */
  if (document.visibilityState === "hidden") next();
  else requestAnimationFrame(() => setTimeout(next));
}
