// Shared by the explorables: elements, shapes, number fields, things that mouse, finger and keys move alike, and the
// keeping of what was done.

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const html = (tag, attributes = {}, ...children) => made(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) =>
  made(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const SHAPES = {
  up: '<path class="full" d="M2 13h12L8 2.5z"/>',
  down: '<path class="full" d="M2 3h12L8 13.5z"/>',
  bullseye: '<circle cx="8" cy="8" r="6.5"/><circle class="full" cx="8" cy="8" r="2"/>',
  disc: '<circle class="full" cx="8" cy="8" r="6"/>',
  ring: '<circle cx="8" cy="8" r="6"/>',
  square: '<path class="full" d="M3 3h10v10H3z"/>',
  diamond: '<path class="full" d="M8 1.5 14.5 8 8 14.5 1.5 8z"/>',
  lozenge: '<path d="M8 1.5 14.5 8 8 14.5 1.5 8z"/>',
  tick: '<circle class="full" cx="8" cy="8" r="6.5"/><path class="cut" d="m5 8.2 2.2 2.3L11.2 6"/>',
  cross: '<path stroke-width="3" d="m3.5 3.5 9 9m0-9-9 9"/>',
  dash: '<path d="M4 8h8"/>',
  lock: '<path class="full" d="M3.5 7.5h9v6h-9z"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
  seal: '<path class="full" d="m8 1 1.9 1.6 2.5-.1.5 2.4 2 1.5-1 2.2.6 2.4-2.3.9-1 2.3-2.4-.5L8 15l-1.8-1.7-2.4.5-1-2.3-2.3-.9.6-2.4-1-2.2 2-1.5.5-2.4 2.5.1z"/>',
};

function glyph(shape) {
  const node = svg("svg", { viewBox: "0 0 16 16", class: "sts-glyph", "aria-hidden": "true", "data-shape": shape });
  node.innerHTML = SHAPES[shape];
  return node;
}

// A verdict: a word, a shape that differs for each word, and a tone that only repeats it.
const VERDICTS = {
  "too low": ["short", "down"], "on target": ["good", "bullseye"], "too easy": ["much", "up"],
  red: ["short", "square"], yellow: ["middle", "diamond"], green: ["good", "disc"],
  met: ["good", "tick"], missed: ["short", "cross"], held: ["good", "tick"], breached: ["short", "cross"],
  answered: ["good", "bullseye"], open: ["quiet", "ring"], "no verdict": ["quiet", "dash"],
};

function verdict() {
  const node = html("span", { class: "sts-verdict" });
  return {
    node,
    show(word) {
      if (node.dataset.word === word) return;
      const [tone, shape] = VERDICTS[word];
      put(node, { "data-word": word, "data-tone": tone });
      node.replaceChildren(glyph(shape), word);
    },
  };
}

function onGrid(value, { low, high, step }) {
  const places = (String(step).split(".")[1] ?? "").length;
  const snapped = low + Math.round((value - low) / step) * step;
  return Number(Math.min(high, Math.max(low, snapped)).toFixed(places));
}

// Where a value stands on a surface of this width, with room left at both ends.
const across = (value, { low, high }, width, room) => room + ((value - low) / (high - low)) * (width - 2 * room);

// Make a node movable along a surface. `range()` gives low, high and step; `get` and `set` speak in that unit;
// `done` is called when a finger or button is lifted and after each key.
function movable(node, { surface, room, range, get, set, done, locked = () => false }) {
  put(node, { role: "slider", tabindex: 0, "data-lm-suppress-shortcuts": "true" });
  node.classList.add("sts-handle");
  const move = (value) => {
    const next = onGrid(value, range());
    if (next !== get()) set(next);
  };
  let grab = null;
  node.addEventListener("pointerdown", (event) => {
    if (event.button || locked()) return;
    event.preventDefault();
    node.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    const box = surface.getBoundingClientRect();
    grab = { box, slip: across(get(), range(), box.width, room) - (event.clientX - box.left) };
  });
  node.addEventListener("pointermove", (event) => {
    if (!grab) return;
    const { low, high } = range();
    const along = event.clientX - grab.box.left + grab.slip - room;
    move(low + (along / (grab.box.width - 2 * room)) * (high - low));
  });
  const drop = () => {
    if (!grab) return;
    grab = null;
    done();
  };
  node.addEventListener("pointerup", drop);
  node.addEventListener("pointercancel", drop);
  node.addEventListener("lostpointercapture", drop);
  node.addEventListener("keydown", (event) => {
    const { low, high, step } = range();
    const to = {
      ArrowRight: get() + step, ArrowUp: get() + step, ArrowLeft: get() - step, ArrowDown: get() - step,
      PageUp: get() + 10 * step, PageDown: get() - 10 * step, Home: low, End: high,
    }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (locked()) return;
    move(to);
    done();
  });
}

// A number field that accepts a decimal comma; the arrow keys step it.
function numberField({ label, shape, range, get, set, done, locked = () => false }) {
  const input = html("input", { type: "text", inputmode: "decimal", autocomplete: "off", "data-lm-suppress-shortcuts": "true" });
  const mark = html("span", {});
  const node = html("label", { class: "sts-field" }, html("span", {}, mark, label), input);
  const typed = () => {
    const value = Number(input.value.trim().replace("−", "-").replace(",", "."));
    return input.value.trim() === "" || Number.isNaN(value) ? null : value;
  };
  const take = (value) => {
    if (onGrid(value, range()) !== get()) set(onGrid(value, range()));
  };
  input.addEventListener("input", () => {
    const value = typed();
    const fits = value !== null && onGrid(value, range()) === value;
    input.setAttribute("aria-invalid", String(!fits));
    if (fits && !locked()) take(value);
  });
  input.addEventListener("change", () => {
    if (typed() !== null && !locked()) take(typed());
    show(true);
    done();
  });
  input.addEventListener("keydown", (event) => {
    const turn = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!turn || locked()) return;
    event.preventDefault();
    take(get() + turn * range().step);
    show(true);
    done();
  });
  function show(always = false) {
    input.readOnly = locked();
    const now = input.readOnly ? "lock" : (shape ?? "");
    if (mark.dataset.shape !== now) {
      mark.dataset.shape = now;
      mark.replaceChildren(...(now ? [glyph(now)] : []));
    }
    if (!always && document.activeElement === input) return;
    input.value = String(get());
    input.setAttribute("aria-invalid", "false");
  }
  return { node, show };
}

// A row of options of which one is chosen.
function choice({ legend, options, get, set }) {
  const name = `sts-${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
  const inputs = Object.entries(options).map(([value, text]) => {
    const input = html("input", { type: "radio", name, value, "data-lm-suppress-shortcuts": "true" });
    input.addEventListener("change", () => set(value));
    return [input, text];
  });
  const node = html(
    "fieldset",
    {},
    html("legend", { class: "sts-quiet" }, legend),
    html("div", { class: "sts-choice" }, ...inputs.map(([input, text]) => html("label", {}, input, html("span", {}, text)))),
  );
  return { node, show: () => inputs.forEach(([input]) => (input.checked = input.value === get())) };
}

const RESTING = 250; // ms without a move before it is sent
const UNANSWERED = 4000; // ms without an answer from the kernel
const LOST = "Not saved: the kernel does not answer. Restart it from the Kernel menu; your view stays as it is.";

// Keep what was done. `progress()` gives it as plain JSON; `keep(true)` sends it once the hand rests, `keep(false)` at
// once. The kernel answers each time, or the learner hears through `saved` that it did not. `elsewhere` takes what another
// view of the same widget has done.
function keeping(model, { progress, saved, elsewhere }) {
  let turn = 0;
  let rest;
  let patience;
  function send() {
    rest = undefined;
    turn = Date.now();
    model.set("progress", { ...progress(), turn });
    model.save_changes();
    if (!model.get("keeps")) return;
    clearTimeout(patience);
    patience = setTimeout(() => saved(LOST), UNANSWERED);
  }
  const heard = () => {
    clearTimeout(patience);
    saved(model.get("heard").says ?? "");
  };
  const changed = () => {
    const { turn: theirs, ...there } = structuredClone(model.get("progress"));
    if (theirs !== turn) elsewhere(there);
  };
  model.on("change:heard", heard);
  model.on("change:progress", changed);
  return {
    keep(wait) {
      clearTimeout(rest);
      rest = wait ? setTimeout(send, RESTING) : void send();
    },
    stop() {
      if (rest) send();
      clearTimeout(rest);
      clearTimeout(patience);
      model.off("change:heard", heard);
      model.off("change:progress", changed);
    },
  };
}

// JupyterLab must leave the keys alone, and it looks for this mark only on the focused element itself.
const ownKeys = (root) =>
  root.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true"));
