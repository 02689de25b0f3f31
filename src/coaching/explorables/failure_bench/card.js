// One card: its story, what the learner says of it, and its file.

Object.assign(VERDICTS, {
  holds: ["good", "tick"],
  breaks: ["short", "cross"],
  "not asked": ["quiet", "dash"],
  tells: ["good", "bullseye"],
  "too small to tell": ["short", "down"],
});

function deckPart(bench) {
  const count = html("p", { class: "sts-quiet" });
  const rings = bench.setup.cards.map(({ id, title, field }, i) => {
    const ring = html("button", { type: "button", class: "bench-ring", "data-id": id });
    ring.addEventListener("click", () => bench.take(id));
    return { id, title, field, ring, number: i + 1 };
  });
  const groups = bench.setup.fields.map((field) =>
    html(
      "div",
      { class: "bench-group", role: "group", "aria-label": `Cards: ${field}` },
      html("p", { class: "sts-quiet" }, field),
      ...rings.filter((one) => one.field === field).map(({ ring }) => ring),
    ),
  );
  const node = html(
    "div",
    { class: "bench-head" },
    html("div", {}, html("p", { class: "sts-title" }, "Failure bench"), count),
    html("div", { class: "bench-deck" }, ...groups),
  );
  return {
    node,
    show() {
      say(count, `${shares(bench.marks).opened} of ${rings.length} files opened`);
      for (const { id, title, ring, number } of rings) {
        const open = Boolean(bench.marks[id]?.opened);
        put(ring, { "aria-label": `Card ${number}: ${title}, ${open ? "file opened" : "closed"}`, "aria-pressed": String(id === bench.at), title });
        if (ring.dataset.open === String(open)) continue;
        ring.dataset.open = open;
        ring.replaceChildren(open ? glyph("tick") : String(number));
      }
    },
  };
}

function storyPart(bench) {
  const field = html("p", { class: "sts-quiet" });
  const title = html("p", { class: "bench-title" });
  const story = html("p", {});
  return {
    node: html("div", { class: "bench-story" }, field, title, story),
    show() {
      const card = bench.card();
      say(field, `From: ${card.field}`);
      say(title, card.title);
      say(story, card.story);
    },
  };
}

const YES_NO = { yes: "Yes", no: "No" };
const yesOrNo = (value) => (value === null ? "" : value ? "yes" : "no");

function markPart(bench) {
  const { setup } = bench;
  const opened = () => bench.mark().opened;
  const steps = stopsRuler({
    label: "Reason, from 1 nearest to blame to 9 nearest to praise",
    stops: setup.reasons.map(({ step, name }) => `${step} · ${name}`),
    low: 1,
    get: () => bench.mark().step,
    set: (step) => bench.change({ step }),
    done: bench.settle,
    says: () => `${bench.reason().step} of 9, ${bench.reason().name}: ${bench.reason().means}`,
    marks: () => (opened() ? bench.card().steps.map((at) => ({ at, shape: "ring" })) : []),
  });
  const reach = stopsRuler({
    label: "Reach: how far the harm could go",
    stops: setup.reach,
    low: 0,
    ends: [setup.reach[0], setup.reach.at(-1)],
    get: () => bench.mark().reach,
    set: (value) => bench.change({ reach: value }),
    done: bench.settle,
    says: () => setup.reach[bench.mark().reach],
    marks: () => (opened() ? [{ at: bench.card().reach, shape: "square" }] : []),
  });
  const chance = arcRuler({
    label: "Chance of going well, as people would have said the day before",
    tall: 74,
    step: 5,
    get: () => bench.mark().chance,
    set: (value) => bench.change({ chance: value }),
    done: bench.settle,
    marks: () => (opened() ? [{ at: 100 * bench.card().chance, shape: "square" }] : []),
  });
  const asked = (name, legend) =>
    choice({
      legend,
      options: YES_NO,
      get: () => yesOrNo(bench.mark()[name]),
      set: (value) => {
        bench.change({ [name]: value === "yes" });
        bench.settle();
      },
    });
  const deserved = asked("deserved", "Does somebody deserve blame?");
  const treated = asked("treated", "Would somebody be blamed where you work?");
  const meaning = html("p", { class: "sts-quiet" });
  const part = (words, ...nodes) => html("div", { class: "bench-part" }, html("p", { class: "bench-ask" }, words), ...nodes);
  return {
    node: html(
      "div",
      { class: "bench-marks" },
      part("Which reason? 1 is nearest to blame, 9 nearest to praise.", steps.node, meaning),
      html("div", { class: "bench-blame" }, deserved.node, treated.node),
      part("How far could the harm reach?", reach.node),
      part("How open was it? The chance, said the day before, that all goes well:", chance.node),
    ),
    show() {
      say(meaning, bench.reason().means);
      for (const { show } of [steps, reach, chance, deserved, treated]) show();
    },
  };
}

function filePart(bench) {
  const open = html("button", { type: "button", class: "sts-main" }, "Open the file");
  open.addEventListener("click", () => {
    bench.open();
    title.focus();
  });
  const next = html("button", { type: "button" }, "Next card");
  next.addEventListener("click", () => {
    const all = bench.setup.cards.map(({ id }) => id);
    const here = all.indexOf(bench.at) + 1;
    const rest = [...all.slice(here), ...all.slice(0, here)];
    bench.take(rest.find((id) => !bench.marks[id]?.opened) ?? rest[0]);
  });
  const title = html("p", { class: "bench-title", tabindex: -1 });
  const why = html("p", {});
  const step = html("p", { class: "sts-quiet" });
  const open2 = html("p", { class: "sts-quiet" });
  const tests = Object.entries(bench.setup.tests).map(([name, words]) => {
    const word = verdict();
    return { name, word, row: html("li", { "data-test": name }, word.node, html("span", {}, words)) };
  });
  const tells = verdict();
  const tellsRow = html("li", { "data-test": "tells" }, tells.node, html("span", {}, "At this reach, it can tell yes from no"));
  const now = html("p", { class: "bench-now" });
  const body = html("div", { class: "bench-file" }, title, why, step, open2, html("ul", { class: "bench-tests" }, ...tests.map(({ row }) => row), tellsRow), now);
  return {
    node: html("div", { class: "bench-folder" }, html("p", { class: "bench-actions" }, open, next), body),
    show() {
      const card = bench.card();
      const mark = bench.mark();
      const { known } = bench;
      put(open.parentNode.parentNode, { "data-open": String(mark.opened) });
      open.hidden = mark.opened;
      body.hidden = !mark.opened;
      if (!mark.opened) return;
      say(title, `The file: ${known.kind}`);
      say(why, card.why.replaceAll("*", ""));
      const fair = card.steps.map((at) => `${at}, ${bench.setup.reasons[at - 1].name.toLowerCase()}`).join(" or ");
      say(step, known.step ? `Your step fits. The file says ${fair}.` : `You said ${mark.step}. The file says ${fair}.`);
      say(
        open2,
        `You gave it ${mark.chance} %, so ${known.bits.toFixed(2)} bits. The file says ${Math.round(100 * card.chance)} %: ${known.file_bits.toFixed(2)} bits. ` +
          `The harm could reach: ${bench.setup.reach[card.reach]}.`,
      );
      for (const { name, word, row } of tests) {
        word.show(known.tests[name]);
        row.hidden = known.tests[name] === "not asked";
      }
      tellsRow.hidden = known.tells === "not asked";
      tells.show(known.tells === "not asked" ? "not asked" : known.tells ? "tells" : "too small to tell");
      say(now, advice());
    },
  };

  function advice() {
    const { known } = bench;
    const reach = bench.setup.reach[bench.mark().reach];
    if (known.tells === "not asked") return "Known ground: nothing had to be tried, so the other tests are not asked. What would have kept the harm small?";
    if (known.now === "intelligent") return `With a reach of “${reach}” this is an intelligent failure.`;
    if (!known.tells) return `With a reach of “${reach}” it is too small to tell. Move the reach up.`;
    if (known.tests.small === "breaks") return `With a reach of “${reach}” it is larger than needed. Move the reach down, and find the smallest that still tells.`;
    return `The size is right now. What still breaks is nothing that a smaller reach could mend.`;
  }
}
