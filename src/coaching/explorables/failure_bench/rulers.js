// Rulers with one handle: a row of stops, and the arc of a bet. They keep to the width that they are given.

const EDGE = 24; // free space left and right, for a handle at the end

function drawnAt(node, draw) {
  let width = 600;
  new ResizeObserver(() => {
    width = node.clientWidth || width; // 0 while out of sight
    draw(width);
  }).observe(node);
  return () => draw(width);
}

const handle = (...look) => svg("g", {}, svg("circle", { r: 22, class: "reach" }), svg("circle", { r: 15, class: "halo" }), ...look);

// `stops` are the words of each place, first to last; `low` is the number of the first. `marks()` gives signs beside the
// handle: {at, shape}. `says` is what a screen reader hears.
function stopsRuler({ label, stops, low, ends, get, set, done, says, marks }) {
  const range = () => ({ low, high: low + stops.length - 1, step: 1 });
  const LINE = 46;
  const canvas = svg("svg", { height: 84, width: "100%", role: "group", "aria-label": label });
  const tape = canvas.appendChild(svg("path", { class: "bench-tape" }));
  const ticks = canvas.appendChild(svg("g", { class: "bench-ticks" }));
  const signs = canvas.appendChild(svg("g", {}));
  const knob = canvas.appendChild(handle(svg("circle", { r: 10, class: "body" })));
  const words = canvas.appendChild(svg("text", { class: "bench-label", y: 20 }));
  movable(knob, { surface: canvas, room: EDGE, range, get, set, done });
  knob.setAttribute("aria-label", label);
  const node = html("div", { class: "bench-ruler" }, canvas);
  const show = drawnAt(node, (width) => {
    const x = (value) => across(value, range(), width, EDGE);
    const { high } = range();
    put(canvas, { viewBox: `0 0 ${width} 84` });
    put(tape, { d: `M${x(low)} ${LINE - 7}H${x(high)}v14H${x(low)}z` });
    const lines = [];
    for (let value = low; value <= high; value++) {
      lines.push(svg("path", { d: `M${x(value)} ${LINE - 7}v14` }));
      if (!ends) lines.push(svg("text", { class: "bench-small", x: x(value), y: LINE + 27, "text-anchor": "middle" }, String(value)));
    }
    if (ends) {
      lines.push(svg("text", { class: "bench-small", x: 2, y: LINE + 31 }, ends[0]));
      lines.push(svg("text", { class: "bench-small", x: width - 2, y: LINE + 31, "text-anchor": "end" }, ends[1]));
    }
    ticks.replaceChildren(...lines);
    signs.replaceChildren(
      ...marks().map(({ at, shape }) => {
        const sign = glyph(shape);
        put(sign, { x: x(at) - 8, y: LINE - 8, width: 16, height: 16, class: "sts-glyph bench-sign" });
        return sign;
      }),
    );
    const text = stops[get() - low];
    const half = (text.length * 7.4) / 2;
    say(words, text);
    put(words, { x: Math.min(width - half - 2, Math.max(half + 2, x(get()))), "text-anchor": "middle" });
    put(knob, {
      transform: `translate(${x(get())} ${LINE})`,
      "aria-valuemin": low,
      "aria-valuemax": high,
      "aria-valuenow": get(),
      "aria-valuetext": says(),
    });
  });
  return { node, show };
}

// The arc over a ruler of chances: how much a bet teaches on average.
function arcRuler({ label, tall, step, get, set, done, marks }) {
  const range = () => ({ low: 0, high: 100, step });
  const BASE = tall + 34;
  const HIGH = BASE + 40;
  const canvas = svg("svg", { height: HIGH, width: "100%", role: "group", "aria-label": label });
  const area = canvas.appendChild(svg("path", { class: "bench-area" }));
  const arc = canvas.appendChild(svg("path", { class: "bench-arc" }));
  const ticks = canvas.appendChild(svg("g", { class: "bench-ticks" }));
  const signs = canvas.appendChild(svg("g", {}));
  const plumb = canvas.appendChild(svg("path", { class: "bench-plumb" }));
  const dot = canvas.appendChild(svg("circle", { r: 5, class: "bench-dot" }));
  const words = canvas.appendChild(svg("text", { class: "bench-label" }));
  const knob = canvas.appendChild(handle(svg("path", { d: "M0-11 11 0 0 11-11 0z", class: "body" })));
  movable(knob, { surface: canvas, room: EDGE, range, get, set, done });
  knob.setAttribute("aria-label", label);
  const node = html("div", { class: "bench-ruler" }, canvas);
  const show = drawnAt(node, (width) => {
    const x = (chance) => across(chance, range(), width, EDGE);
    const y = (chance) => BASE - tall * bits(chance / 100);
    put(canvas, { viewBox: `0 0 ${width} ${HIGH}` });
    let d = `M${x(0)} ${BASE}`;
    for (let i = 1; i <= 100; i++) d += `L${x(i)} ${y(i)}`;
    put(arc, { d });
    put(area, { d: `${d}Z` });
    const places = [0, 25, 50, 75, 100];
    ticks.replaceChildren(
      svg("path", { d: `M${x(0)} ${BASE}H${x(100)}` }),
      ...places.flatMap((at) => [
        svg("path", { d: `M${x(at)} ${BASE}v6` }),
        svg("text", { class: "bench-small", x: x(at), y: BASE + 32, "text-anchor": "middle" }, `${at} %`),
      ]),
    );
    signs.replaceChildren(
      ...marks().map(({ at, shape }) => {
        const sign = glyph(shape);
        put(sign, { x: x(at) - 8, y: y(at) - 8, width: 16, height: 16, class: "sts-glyph bench-sign" });
        return sign;
      }),
    );
    const at = x(get());
    put(plumb, { d: `M${at} ${BASE}V${y(get())}` });
    put(dot, { cx: at, cy: y(get()) });
    const text = `${get()} % → ${bits(get() / 100).toFixed(2)} bits`;
    const half = (text.length * 7) / 2;
    say(words, text);
    put(words, { x: Math.min(width - half - 2, Math.max(half + 2, at)), y: Math.max(14, y(get()) - 13), "text-anchor": "middle" });
    put(knob, {
      transform: `translate(${at} ${BASE})`,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": get(),
      "aria-valuetext": `${get()} per cent, ${bits(get() / 100).toFixed(2)} bits`,
    });
  });
  return { node, show };
}
