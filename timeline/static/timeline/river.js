/* Zoom and pan for the river. The server's drawing has its places in percent: to zoom is to widen it, to pan is to scroll. */
(() => {
  "use strict";
  const DAY = 864e5, SVG = "http://www.w3.org/2000/svg";
  /* The pages write dates as British English does, and so does this. */
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || undefined;
  /* Each format is made when first needed: it costs more than everything else here. */
  const formats = {};
  const format = (name) => (formats[name] ||= new Intl.DateTimeFormat(language, { timeZone: "UTC", ...{
    year: { year: "numeric" },
    month: { month: "short" },
    day: { day: "numeric", month: "short" },
    monthOf: { month: "short", year: "numeric" },
    dayOf: { day: "numeric", month: "short", year: "numeric" },
  }[name] }));
  /* Lengths a tick may stand for: [days, months]. */
  const STEPS = [[1, 0], [7, 0], [0, 1], [0, 3], [0, 6], ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((years) => [0, 12 * years])];

  const firstOfMonth = (number) => {
    const day = new Date(0);
    day.setUTCFullYear(Math.floor(number / 12), number % 12, 1);
    return day;
  };

  function* ticks(from, to, [days, months]) {
    if (days) {
      /* Day 4 of 1970, a Monday, begins the weeks. */
      for (let day = days === 7 ? Math.floor((from - 4) / 7) * 7 + 4 : Math.floor(from); day <= to; day += days) yield new Date(day * DAY);
      return;
    }
    const start = new Date(from * DAY);
    let number = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
    for (let day; (day = firstOfMonth(number)) <= to * DAY; number += months) yield day;
  }

  function start() {
    const box = document.getElementById("river-box"), drawing = document.getElementById("river-drawing");
    if (!box || !drawing || box.classList.contains("is-ready")) return;
    const axis = document.getElementById("river-axis"), tools = document.getElementById("river-tools");
    const shown = document.getElementById("river-shown"), help = document.getElementById("river-help");
    const number = (name) => Number(drawing.dataset[name]);
    const least = number("least"), first = number("first"), days = number("days"), top = number("top"), floor = number("floor"), bottom = number("bottom");
    const labels = [...drawing.querySelectorAll(".river-window[data-to]")].map((link) => {
      const text = link.querySelector("text");
      return { text, x: text.getAttribute("x"), at: parseFloat(text.getAttribute("x")), to: Number(link.dataset.to), wide: 0 };
    });
    let zoom = 1, waiting = 0, telling = 0, asked = false;

    const base = () => Math.max(box.clientWidth, least);
    const most = () => Math.max(1, Math.min(60, (days * 14) / base()));

    function zoomTo(to, at = box.clientWidth / 2) {
      const before = base() * zoom, place = (box.scrollLeft + at) / before;
      zoom = Math.min(Math.max(to, 1), most());
      drawing.style.inlineSize = zoom === 1 ? "" : `calc(max(${least}px, 100%) * ${zoom})`;
      box.scrollLeft = place * base() * zoom - at;
      refresh();
    }

    const pan = (share) => box.scrollBy({ left: box.clientWidth * share });

    function refresh() {
      waiting ||= requestAnimationFrame(() => {
        waiting = 0;
        draw();
        clearTimeout(telling);
        telling = setTimeout(tell, 400);
      });
    }

    function draw() {
      const width = base() * zoom, left = box.scrollLeft, right = left + box.clientWidth, pixels = width / days;
      const step = STEPS.find(([each, months]) => (each || months * 30.4) * pixels >= 56) || STEPS[STEPS.length - 1];
      const from = Math.max(0, left - box.clientWidth / 2) / pixels + first, to = Math.min(width, right + box.clientWidth / 2) / pixels + first;
      const drawn = document.createDocumentFragment();
      let named = false;
      for (const day of ticks(from, to, step)) {
        const at = (day / DAY - first) * pixels;
        if (at < 0) continue;
        const isYear = step[1] >= 12, startsYear = !step[0] && day.getUTCMonth() === 0;
        const names = !named && at >= left;
        const name = isYear || startsYear ? "year" : `${step[0] ? "day" : "month"}${names ? "Of" : ""}`;
        named ||= at >= left;
        const line = document.createElementNS(SVG, "line"), text = document.createElementNS(SVG, "text");
        const percent = `${(at * 100) / width}%`;
        for (const [name, value] of [["x1", percent], ["x2", percent], ["y1", top], ["y2", bottom]]) line.setAttribute(name, value);
        for (const [name, value] of [["x", percent], ["dx", 4], ["y", floor + 17]]) text.setAttribute(name, value);
        if (startsYear && !isYear) text.setAttribute("class", "river-strong");
        text.textContent = format(name).format(day);
        drawn.append(line, text);
      }
      axis.replaceChildren(drawn);
      /* The name of a window that began left of what is shown stays in sight as long as its bar does. */
      for (const label of labels) {
        const at = (label.at * width) / 100, end = (label.to * width) / 100;
        let x = label.x;
        if (at < left && end > left) {
          label.wide ||= label.text.getComputedTextLength();
          x = Math.max(at, Math.min(left + 6, end - label.wide));
        }
        label.text.setAttribute("x", x);
      }
      for (const [name, off] of [["out", zoom <= 1], ["in", zoom >= most()], ["all", zoom <= 1],
        ["earlier", left <= 0], ["later", right >= width - 1]])
        tools.querySelector(`[data-river=${name}]`).setAttribute("aria-disabled", off);
    }

    /* What is shown is told once somebody has asked for something else than what the page opened with. */
    const section = document.getElementById("river");
    for (const name of ["keydown", "pointerdown", "wheel"]) section.addEventListener(name, () => { asked = true; }, { passive: true });

    function tell() {
      if (!asked) return;
      const pixels = (base() * zoom) / days, name = box.clientWidth / pixels < 92 ? "dayOf" : "monthOf";
      const from = new Date((first + box.scrollLeft / pixels) * DAY), to = new Date((first + (box.scrollLeft + box.clientWidth) / pixels) * DAY);
      const said = shown.dataset.words.replace("{range}", format(name).formatRange(from, to));
      if (shown.textContent !== said) shown.textContent = said;
    }

    const actions = {
      in: () => zoomTo(zoom * 1.6),
      out: () => zoomTo(zoom / 1.6),
      all: () => zoomTo(1),
      earlier: () => pan(-0.6),
      later: () => pan(0.6),
    };
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-river]");
      if (button) actions[button.dataset.river]();
    });

    /* One stop of the Tab key for all parts; the arrow keys go from one to the next. */
    const parts = [...drawing.querySelectorAll("a")];
    let current = drawing.querySelector(".river-window") || parts[0];
    for (const part of parts) part.setAttribute("tabindex", part === current ? 0 : -1);
    const middle = (part) => { const around = part.getBoundingClientRect(); return around.left + around.width / 2; };

    function goTo(part) {
      if (part) part.focus({ preventScroll: true });
    }

    /* Not on the drawing: an SVG element that listens for focus would become a stop of the Tab key itself. */
    box.addEventListener("focusin", (event) => {
      const part = event.target.closest("a");
      if (!part) return;
      current.setAttribute("tabindex", -1);
      current = part;
      current.setAttribute("tabindex", 0);
      const around = part.getBoundingClientRect(), frame = box.getBoundingClientRect();
      if (around.left < frame.left || around.right > frame.right) box.scrollLeft += Math.min(around.left, around.right - 40) - frame.left - 40;
    });

    function otherGroup(part, way) {
      const groups = ["river-moments", "river-columns", "river-windows"].map((id) => document.getElementById(id)).filter(Boolean);
      const group = groups[groups.indexOf(part.parentNode) + way];
      if (!group) return null;
      const here = middle(part);
      return [...group.querySelectorAll("a")].reduce((best, one) => (Math.abs(middle(one) - here) < Math.abs(middle(best) - here) ? one : best));
    }

    box.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const part = event.target.closest("a"), place = parts.indexOf(part);
      const keys = {
        "+": actions.in, "=": actions.in, "-": actions.out, _: actions.out, "−": actions.out, 0: actions.all,
        ArrowLeft: () => (part ? goTo(parts[place - 1]) : pan(-0.2)),
        ArrowRight: () => (part ? goTo(parts[place + 1]) : pan(0.2)),
        Home: () => (part ? goTo(parts[0]) : (box.scrollLeft = 0)),
        End: () => (part ? goTo(parts[parts.length - 1]) : (box.scrollLeft = box.scrollWidth)),
      };
      if (part) Object.assign(keys, { ArrowUp: () => goTo(otherGroup(part, -1)), ArrowDown: () => goTo(otherGroup(part, 1)) });
      const action = keys[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    });

    /* With Ctrl the wheel always zooms; alone it does once the drawing has the focus, so that nobody is caught while scrolling by. */
    box.addEventListener("wheel", (event) => {
      const wanted = event.ctrlKey || event.metaKey;
      if (!wanted && (!box.contains(document.activeElement) || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))) return;
      const to = zoom * Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002));
      if (!wanted && to < 1 && zoom === 1) return;
      event.preventDefault();
      zoomTo(to, event.clientX - box.getBoundingClientRect().left);
    }, { passive: false });

    let drag = null, dragged = false;
    box.addEventListener("pointerdown", (event) => {
      dragged = false;
      if (event.pointerType === "mouse" && event.button === 0) drag = { x: event.clientX, left: box.scrollLeft };
    });
    box.addEventListener("pointermove", (event) => {
      if (!drag || (!dragged && Math.abs(event.clientX - drag.x) < 5)) return;
      if (!dragged) box.setPointerCapture(event.pointerId);
      dragged = true;
      box.classList.add("is-dragged");
      box.scrollLeft = drag.left - (event.clientX - drag.x);
    });
    for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, () => { drag = null; box.classList.remove("is-dragged"); });
    box.addEventListener("dragstart", (event) => event.preventDefault());
    box.addEventListener("click", (event) => { if (dragged) event.preventDefault(); dragged = false; }, true);

    let pinch = null;
    const spread = ([one, two]) => Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    box.addEventListener("touchstart", (event) => {
      pinch = event.touches.length === 2 ? { spread: spread(event.touches), zoom } : null;
    }, { passive: true });
    box.addEventListener("touchmove", (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      const [one, two] = event.touches;
      zoomTo((pinch.zoom * spread(event.touches)) / pinch.spread, (one.clientX + two.clientX) / 2 - box.getBoundingClientRect().left);
    }, { passive: false });
    box.addEventListener("touchend", () => { pinch = null; });

    box.addEventListener("scroll", refresh, { passive: true });
    new ResizeObserver(refresh).observe(box);
    tools.hidden = help.hidden = false;
    box.classList.add("is-ready");
    /* Widths are asked for after the first paint, so that the whole page is not laid out once more for that. */
    requestAnimationFrame(() => setTimeout(openAtToday));

    /* Where not all of it fits, it opens at the page's day, else at its end. */
    function openAtToday() {
      if (asked || box.scrollWidth <= box.clientWidth) return;
      const today = document.querySelector("#river-today line");
      const at = today ? parseFloat(today.getAttribute("x1")) / 100 : 1;
      box.scrollLeft = at * base() - box.clientWidth * 0.7;
    }
  }

  start();
  /* Whoever replaces a part of the page says so; a new drawing is then made ready too. */
  document.addEventListener("longstop:replaced", start);
})();
