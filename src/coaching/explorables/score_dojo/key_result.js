// One key result: its numbers, its kind of goal, and what four conventions make of its score.

const CONVENTIONS = {
  rework: ["Google’s re:Work", "average 0.6 to 0.7", [[0.6, "short"], [0.7, "good"], [1, "much"]]],
  doerr: ["Doerr’s bands", "rounded to one decimal", [[0.35, "short"], [0.65, "middle"], [1, "good"]]],
  seed: ["House rule", "70 to 90 %", [[0.7, "short"], [0.9, "good"], [1, "much"]]],
  committed: ["Committed rule", "promised in full", [[0.985, "short"], [1, "good"]]],
};
const GOALS = { committed: "Committed", aspirational: "Aspirational", learning: "Learning" };
const MARKS = { baseline: "square", target: "bullseye", actual: "disc", forecast: "lozenge" };

function fieldsPart(dojo) {
  const fields = Object.keys(MARKS).map((name) =>
    numberField({
      label: NAMES[name],
      shape: MARKS[name],
      range: dojo.line,
      get: () => dojo.state[name],
      set: (value) => dojo.change({ [name]: value }),
      done: dojo.settle,
      locked: () => dojo.fixed(name),
    }),
  );
  const seal = html("button", { type: "button", class: "dojo-seal" });
  seal.addEventListener("click", () => {
    dojo.change({ sealed: true });
    dojo.settle();
  });
  return {
    node: html("div", { class: "dojo-fields" }, ...fields.map(({ node }) => node), seal),
    show() {
      for (const { show } of fields) show();
      seal.disabled = dojo.state.sealed;
      if (seal.dataset.sealed === String(dojo.state.sealed)) return;
      seal.dataset.sealed = dojo.state.sealed;
      seal.replaceChildren(glyph("seal"), dojo.state.sealed ? "Sealed until you start again" : "Seal the forecast");
    },
  };
}

function goalPart(dojo) {
  const kinds = choice({
    legend: "Kind of goal",
    options: GOALS,
    get: () => dojo.state.goal,
    set: (goal) => {
      dojo.change({ goal });
      dojo.settle();
    },
  });
  const box = html("input", { type: "checkbox", "data-lm-suppress-shortcuts": "true" });
  box.addEventListener("change", () => {
    dojo.change({ answered: box.checked });
    dojo.settle();
  });
  const question = html("label", { class: "dojo-answered" }, box, " Its question is answered");
  const node = html("div", { class: "dojo-goal" }, kinds.node, question);
  return {
    node,
    show() {
      kinds.show();
      node.toggleAttribute("data-away", dojo.panel !== "key result");
      box.checked = dojo.state.answered;
      question.hidden = dojo.state.goal !== "learning";
    },
  };
}

function resultPart(dojo) {
  const score = html("span", { class: "dojo-big" });
  const raw = html("span", {});
  const ambition = html("span", { class: "dojo-ambition" });
  const reason = html("p", { class: "sts-quiet" });
  const strips = Object.entries(CONVENTIONS).map(([key, [name, rule, zones]]) => {
    const needle = html("i", { class: "dojo-needle" });
    const bars = zones.map(([to, tone], i) => {
      const from = i ? zones[i - 1][0] : 0;
      return html("i", { class: "sts-zone", "data-tone": tone, style: `left:${from * 100}%;width:${(to - from) * 100}%` });
    });
    const edges = key === "committed" ? [1] : zones.slice(0, -1).map(([to]) => to);
    const numbers = edges.map((edge) => html("b", { style: `left:${edge * 100}%` }, String(edge)));
    const word = verdict();
    const note = html("span", { class: "sts-quiet" });
    const row = html(
      "div",
      { class: "dojo-strip", "data-convention": key },
      html("p", { class: "dojo-name" }, name, html("span", { class: "sts-quiet" }, rule)),
      html("div", { class: "dojo-scale", "aria-hidden": "true" }, ...bars, ...numbers, needle),
      html("p", { class: "dojo-word" }, word.node, note),
    );
    return { key, needle, word, note, row };
  });
  return {
    node: html(
      "div",
      { class: "dojo-result" },
      html(
        "div",
        { class: "dojo-readouts" },
        html("p", {}, html("span", { class: "sts-quiet" }, "Score"), score),
        html("p", {}, html("span", { class: "sts-quiet" }, "Raw value"), raw),
        html("p", {}, html("span", { class: "sts-quiet" }, "Ambition index"), ambition),
        reason,
      ),
      html("div", { class: "dojo-strips" }, ...strips.map(({ row }) => row)),
    ),
    show() {
      say(score, shown(dojo.known.score));
      say(raw, shown(dojo.known.raw));
      say(ambition, dojo.known.ambition ? (dojo.known.ambition[0] > 0n ? "+" : "") + shown(dojo.known.ambition) : "–");
      say(reason, ambitionInWords());
      const place = dojo.known.score ? `${toNumber(dojo.known.score) * 100}%` : "";
      for (const { key, needle, word, note, row } of strips) {
        needle.style.left = place;
        needle.hidden = !dojo.known.score;
        word.show(dojo.known[key]);
        const fits = dojo.known[`fits_${key}`];
        put(row, { "data-fits": String(fits) });
        say(note, fits || !dojo.known.score ? "" : `not for ${dojo.state.goal} goals`);
      }
    },
  };

  function ambitionInWords() {
    if (!dojo.known.score) return "Target and baseline are the same: there is no distance, so nothing can be scored.";
    if (!dojo.state.sealed) return "Seal a forecast to see how far the target reaches beyond it.";
    if (!dojo.known.ambition) return "Undefined: the forecast expects no gain towards the target.";
    const sign = compare(dojo.known.ambition, exact(0));
    if (sign < 0) return "The target asks for less than was expected.";
    return sign ? "How far the target reaches beyond the expected gain." : "The target asks for just what was expected.";
  }
}
