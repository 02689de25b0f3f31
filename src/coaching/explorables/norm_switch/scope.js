// The microscope: two curves of the same width, and below them the ruler on which their distance is dragged.

const EDGE = 18; // free space left and right of the ruler
const FLOOR = 128; // the ground of the curves
const RULER = 184;
const DEEP = 218;
const FROM = -3;
const TO = 4;
const KNOWN = [0.05, 0.11, 0.33, 0.67];

const bell = (z) => Math.exp((-z * z) / 2);

function scopePart(play) {
  const canvas = svg("svg", { height: DEEP, width: "100%", role: "group", "aria-label": "Two curves and the ruler of their distance" });
  const layer = (name, tag, attributes = {}) => canvas.appendChild(svg(tag, { class: `norm-${name}`, ...attributes }));
  const shade = layer("shade", "path");
  const old = layer("old", "path");
  const fresh = layer("new", "path");
  const middle = layer("middle", "path");
  const ground = layer("ground", "path");
  const label = layer("tag", "text", { y: 12, "text-anchor": "middle" });
  const ruler = layer("ruler", "path");
  const marks = canvas.appendChild(svg("g", {}));
  const handle = svg("g", { class: "norm-handle" }, svg("circle", { r: 22, class: "reach" }), svg("circle", { r: 15, class: "halo" }), svg("circle", { r: 10, class: "body" }));
  canvas.append(handle);
  const range = () => ({ low: 0, high: play.setup.highest, step: play.setup.step });
  const moves = { range, get: () => play.state.d, set: (d) => play.change({ d }), done: play.settle };
  movable(handle, { surface: canvas, room: EDGE, ...moves });
  handle.setAttribute("aria-label", "Distance d of the two curves");
  const field = numberField({ label: "distance d", shape: "disc", ...moves });
  const presets = KNOWN.map((d) => {
    const button = html("button", { type: "button" }, d.toFixed(2));
    button.addEventListener("click", () => {
      play.change({ d });
      play.settle();
    });
    return [d, button];
  });
  const big = html("p", { class: "norm-big" });
  const more = html("p", {});
  const rest = html("p", { class: "sts-quiet" });
  const node = html(
    "div",
    { class: "norm-scope" },
    html("div", { class: "norm-curves" }, canvas),
    html("div", { class: "norm-readouts" }, big, more, rest),
    html("div", { class: "norm-set" }, field.node, html("div", { class: "norm-presets", role: "group", "aria-label": "Distances to try" }, ...presets.map(([, button]) => button))),
  );
  let width = 600;
  let drawn = 0;
  new ResizeObserver(() => {
    width = canvas.clientWidth || width;
    show();
  }).observe(node);
  return { node, show };

  function show() {
    const { d, above, pairs, overlap } = play.known;
    const x = (z) => ((z - FROM) / (TO - FROM)) * width;
    const y = (z) => FLOOR - bell(z) * 100;
    const curve = (shift, from) => {
      let path = "";
      for (let z = from; z <= TO + 1e-9; z += 0.1) path += `${path ? "L" : "M"}${x(z).toFixed(1)} ${y(z - shift).toFixed(1)}`;
      return path;
    };
    if (drawn !== width) {
      drawn = width;
      put(canvas, { viewBox: `0 0 ${width} ${DEEP}` });
      old.setAttribute("d", curve(0, FROM));
      ground.setAttribute("d", `M0 ${FLOOR}H${width}`);
      middle.setAttribute("d", `M${x(0)} 20V${FLOOR + 6}`);
      put(label, { x: x(0) });
      say(label, "the old middle");
      drawRuler();
    }
    fresh.setAttribute("d", curve(d, FROM));
    shade.setAttribute("d", `${curve(d, 0)}L${x(TO)} ${FLOOR}L${x(0)} ${FLOOR}z`);
    put(handle, {
      transform: `translate(${across(d, range(), width, EDGE)} ${RULER})`,
      "aria-valuemin": 0,
      "aria-valuemax": play.setup.highest,
      "aria-valuenow": d,
      "aria-valuetext": `${d.toFixed(2)}, ${above} of 100 above the old middle`,
    });
    say(big, `${above} of 100`);
    say(more, `end above the old middle. Without any effect it would be 50, so ${above - 50} more.`);
    say(rest, `Take one person from each group at random: the one with the programme is ahead in ${pairs} of 100 pairs. The curves have ${overlap} % in common.`);
    field.show();
    for (const [preset, button] of presets) button.setAttribute("aria-pressed", String(preset === d));
  }

  function drawRuler() {
    ruler.setAttribute("d", `M${EDGE} ${RULER}H${width - EDGE}`);
    const ticks = [];
    for (let i = 0; i <= 10; i++) {
      const place = across(i / 10, range(), width, EDGE);
      ticks.push(svg("path", { class: "norm-tick", d: `M${place} ${RULER}v${i % 5 ? 6 : 10}` }));
      if (i % 5 === 0) ticks.push(svg("text", { class: "norm-tag", x: place, y: RULER + 28, "text-anchor": i === 0 ? "start" : i === 10 ? "end" : "middle" }, String(i / 10)));
    }
    for (const d of KNOWN) ticks.push(svg("path", { class: "norm-known", d: `M${across(d, range(), width, EDGE)} ${RULER - 14}v-10` }));
    marks.replaceChildren(...ticks);
  }
}
