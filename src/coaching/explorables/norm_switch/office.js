// One office: a hundred people on both sides of the old middle, and what colleagues do after a visible miss.

const COLUMNS = 20;
const ABOVE = 4; // rows above the line, enough for all who can cross
const BELOW = 3;
const CELL = 21; // height of a row
const LINE = ABOVE * CELL + 26;
const TALL = LINE + BELOW * CELL + 30;
const PERSON = "M-4.6 7.2a4.6 5.6 0 0 1 9.2 0z";

function officePart(play, office) {
  const name = `Office ${office.toUpperCase()}`;
  const reaction = choice({
    legend: "After a visible miss, colleagues …",
    options: play.setup.reactions,
    get: () => play.state[office],
    set(value) {
      play.change({ [office]: value });
      play.settle();
    },
  });
  const canvas = svg("svg", { height: TALL, width: "100%", role: "img" });
  const line = canvas.appendChild(svg("path", { class: "norm-line" }));
  const top = canvas.appendChild(svg("text", { class: "norm-count", y: 15 }));
  const bottom = canvas.appendChild(svg("text", { class: "norm-count", y: TALL - 6 }));
  const holes = Array.from({ length: 50 }, () => canvas.appendChild(svg("circle", { class: "norm-hole", r: 3 })));
  const folk = Array.from({ length: 100 }, () =>
    canvas.appendChild(
      svg("g", { class: "norm-person" }, svg("circle", { r: 3.4, cy: -2.6 }), svg("path", { d: PERSON })),
    ),
  );
  const node = html("div", { class: "norm-office", role: "group", "aria-label": name }, html("p", { class: "norm-name" }, name), canvas, reaction.node);
  let width = 320;
  new ResizeObserver(() => {
    width = canvas.clientWidth || width;
    show();
  }).observe(node);
  return { node, show };

  function show() {
    reaction.show();
    const moved = play.known[`moved_${office}`];
    const column = width / COLUMNS;
    const x = (place) => (place % COLUMNS) * column + column / 2;
    const above = (place) => LINE - 13 - Math.floor(place / COLUMNS) * CELL;
    const below = (place) => LINE + 14 + Math.floor(place / COLUMNS) * CELL;
    put(canvas, {
      viewBox: `0 0 ${width} ${TALL}`,
      "aria-label": `${name}: ${50 + moved} of 100 people above the old middle, ${moved} of them have crossed it.`,
    });
    line.setAttribute("d", `M0 ${LINE}H${width}`);
    say(top, moved ? `${50 + moved} above the old middle: 50 and ${moved} who crossed` : "50 above the old middle");
    say(bottom, `${50 - moved} below`);
    folk.forEach((person, i) => {
      const across = i < 50 || i < 50 + moved;
      const [px, py] = across ? [x(i), above(i)] : [x(i - 50), below(i - 50)];
      put(person, { transform: `translate(${px.toFixed(1)} ${py})`, "data-crossed": String(across && i >= 50) });
    });
    holes.forEach((hole, i) => put(hole, { cx: x(i).toFixed(1), cy: below(i), visibility: i < moved ? "visible" : "hidden" }));
  }
}
