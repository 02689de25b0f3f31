// Two rulers: an elastic one that reads scores, and below it the ruler of the measured number.

const ROOM = 26; // free space left and right of every scale, for handles at its ends
const TAPE = 51; // height of the elastic ruler
const WORLD = 118; // height of the ruler of the world, in its own unit
const LOWER = 168; // height of the forecast
const HEIGHT = 190;
const NAMES = { baseline: "Baseline", target: "Target", actual: "Actual", forecast: "Forecast" };

function rulerPart(dojo) {
  const canvas = svg("svg", { height: HEIGHT, width: "100%", role: "group", "aria-label": "Two rulers: the score above, the measured number below" });
  const caption = html("p", { class: "dojo-caption" });
  const lines = {};
  const layer = (name, tag, attributes = {}) => canvas.appendChild((lines[name] = svg(tag, { class: `dojo-${name}`, ...attributes })));

  layer("world", "path");
  const worldTicks = svg("g", { class: "dojo-ticks" });
  canvas.append(worldTicks);
  for (const name of ["post-baseline", "post-target", "post-forecast", "beyond", "travelled", "plumb", "tape", "tape-ticks"]) layer(name, "path");
  const tapeNumbers = [0, 0.5, 1].map((mark) => canvas.appendChild(svg("text", { class: "dojo-small", y: 36, "text-anchor": "middle" }, mark.toFixed(1))));
  layer("score", "text", { y: 83 });

  const spots = { baseline: TAPE, target: TAPE, forecast: LOWER, actual: WORLD };
  const looks = {
    baseline: () => [svg("rect", { x: -8, y: -8, width: 16, height: 16, rx: 1.5, class: "body" })],
    target: () => [svg("circle", { r: 10, class: "body hollow" }), svg("circle", { r: 4.5, class: "core" })],
    actual: () => [svg("circle", { r: 10, class: "body" })],
    forecast: () => [svg("path", { d: "M0-10 10 0 0 10-10 0z", class: "body hollow" })],
  };
  const handles = Object.entries(spots).map(([name, y]) => {
    const halo = svg("circle", { r: 15, class: "halo" });
    const node = svg("g", { class: `dojo-${name}` }, svg("circle", { r: 22, class: "reach" }), halo, ...looks[name]());
    const text = canvas.appendChild(svg("text", { class: "dojo-label" }));
    canvas.append(node);
    movable(node, {
      surface: canvas,
      room: ROOM,
      range: dojo.line,
      get: () => dojo.state[name],
      set: (value) => dojo.change({ [name]: value }),
      done: dojo.settle,
      locked: () => dojo.fixed(name),
    });
    node.setAttribute("aria-label", NAMES[name]);
    return { name, y, node, text };
  });

  const node = html("div", { class: "dojo-ruler" }, caption, canvas);
  let width = 640;
  let drawn; // the line and the width that the fixed ruler was drawn for
  new ResizeObserver(() => {
    width = node.clientWidth || width; // 0 while the panel is out of sight
    show();
  }).observe(node);
  return { node, show };

  function show() {
    const scale = dojo.line();
    const x = (value) => across(value, scale, width, ROOM);
    if (drawn !== `${dojo.state.line} ${width}`) {
      drawn = `${dojo.state.line} ${width}`;
      put(canvas, { viewBox: `0 0 ${width} ${HEIGHT}` });
      drawWorld(scale, x);
      say(caption, `${scale.name} (${scale.unit})`);
    }
    const [b, t, a, f] = ["baseline", "target", "actual", "forecast"].map((name) => x(dojo.state[name]));
    lines["post-baseline"].setAttribute("d", `M${b} ${TAPE + 9}V${WORLD}`);
    lines["post-target"].setAttribute("d", `M${t} ${TAPE + 11}V${WORLD}`);
    lines["post-forecast"].setAttribute("d", `M${f} ${WORLD + 28}V${LOWER - 10}M${f} ${WORLD}v8`);
    lines.travelled.setAttribute("d", `M${b} ${WORLD}H${a}`);
    lines.travelled.setAttribute("data-way", (a - b) * (t - b) < 0 ? "back" : "on");
    lines.plumb.setAttribute("d", `M${a} ${WORLD - 10}V${TAPE + 9}`);
    const end = (a - t) * (t - b) > 0 ? t : (a - b) * (t - b) < 0 ? b : a;
    lines.beyond.setAttribute("d", t === b ? "" : `M${end} ${TAPE}H${a}`);
    lines.tape.setAttribute("d", `M${b} ${TAPE - 9}H${t}v18H${b}z`);
    let d = "";
    for (let i = 1; i < 10; i++) d += `M${b + ((t - b) * i) / 10} ${TAPE - 9}v${i === 5 ? 18 : 7}`;
    lines["tape-ticks"].setAttribute("d", Math.abs(t - b) > 40 ? d : "");
    const roomy = Math.abs(t - b);
    tapeNumbers.forEach((text, i) => {
      put(text, { x: b + ((t - b) * i) / 2, visibility: roomy > (i === 1 ? 90 : 34) ? "visible" : "hidden" });
    });
    drawLabels({ b, t, a, f });
    for (const { name, y, node: handle } of handles) {
      put(handle, {
        transform: `translate(${x(dojo.state[name])} ${y})`,
        "aria-valuemin": scale.low,
        "aria-valuemax": scale.high,
        "aria-valuenow": dojo.state[name],
        "aria-valuetext": spokenValue(name, scale),
        "aria-disabled": String(dojo.fixed(name)),
      });
    }
  }

  function spokenValue(name, { unit }) {
    const value = `${dojo.state[name]} ${unit}`;
    if (name === "actual") return `${value}, score ${shown(dojo.known.score)}`;
    return name === "forecast" && dojo.state.sealed ? `${value}, sealed` : value;
  }

  function drawWorld({ low, high, tick }, x) {
    lines.world.setAttribute("d", `M${x(low)} ${WORLD}H${x(high)}`);
    const every = x(low + tick) - x(low) < 34 ? 2 : 1;
    const marks = [];
    for (let i = 0; low + i * tick <= high; i++) {
      const place = x(low + i * tick);
      marks.push(svg("path", { d: `M${place} ${WORLD}v${i % every ? 5 : 9}` }));
      if (i % every === 0) marks.push(svg("text", { class: "dojo-small", x: place, y: WORLD + 23, "text-anchor": "middle" }, String(low + i * tick)));
    }
    worldTicks.replaceChildren(...marks);
  }

  // Labels keep inside the picture and out of each other's way; widths are estimated, since measuring is slow.
  function drawLabels({ b, t, a, f }) {
    const wide = (text) => text.length * 7.1;
    const words = Object.fromEntries(handles.map(({ name }) => [name, `${NAMES[name]} ${dojo.state[name]}`]));
    if (dojo.state.sealed) words.forecast = `Sealed forecast ${dojo.state.forecast}`;
    const ends = [{ name: "baseline", x: b }, { name: "target", x: t }].sort((p, q) => p.x - q.x);
    for (const end of ends) {
      end.half = wide(words[end.name]) / 2;
      end.x = Math.min(width - end.half - 2, Math.max(end.half + 2, end.x));
    }
    const overlap = ends[0].x + ends[0].half + 10 - (ends[1].x - ends[1].half);
    if (overlap > 0) {
      ends[0].x -= overlap / 2;
      ends[1].x += overlap / 2;
      const out = Math.max(0, ends[0].half + 2 - ends[0].x) - Math.max(0, ends[1].x + ends[1].half + 2 - width);
      ends.forEach((end) => (end.x += out));
    }
    const label = Object.fromEntries(handles.map(({ name, text }) => [name, text]));
    for (const end of ends) put(label[end.name], { x: end.x, y: 16, "text-anchor": "middle" });
    const beside = (text, x, y, space) => {
      const left = x + space + wide(text) > width;
      return { x: left ? x - space : x + space, y, "text-anchor": left ? "end" : "start" };
    };
    put(label.actual, beside(words.actual, a, 101, 14));
    put(lines.score, beside(words.actual, a, 83, 14));
    put(label.forecast, beside(words.forecast, f, LOWER + 5, 16));
    for (const { name, text } of handles) say(text, words[name]);
    say(lines.score, dojo.known.score ? shown(dojo.known.raw) : "no score");
  }
}
