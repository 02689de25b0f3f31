// One objective: three key results with weights, and a guardrail that is a gate.

function scoresPart(dojo) {
  const rows = dojo.setup.key_results.map((name, i) => {
    const replaced = (list, value) => list.map((old, j) => (j === i ? value : old));
    const parts = {
      range: () => ({ low: 0, high: 1, step: 0.05 }),
      get: () => dojo.state.scores[i],
      set: (value) => dojo.change({ scores: replaced(dojo.state.scores, value) }),
      done: dojo.settle,
    };
    const fill = html("i", { class: "dojo-fill" });
    const mean = html("i", { class: "dojo-mean" });
    const handle = html("span", { class: "dojo-knob", "aria-label": `Score of: ${name}`, "aria-valuemin": 0, "aria-valuemax": 1 });
    const numbers = [0, 0.5, 1].map((mark) => html("b", { style: `left:${mark * 100}%` }, mark.toFixed(1)));
    const bar = html("div", { class: "dojo-bar" }, html("i", { class: "dojo-track" }), ...numbers, fill, mean, handle);
    movable(handle, { ...parts, surface: bar, room: 0 });
    const score = numberField({ label: "Score", ...parts });
    const weight = numberField({
      label: "Weight",
      range: () => ({ low: 0, high: 5, step: 1 }),
      get: () => dojo.state.weights[i],
      set: (value) => dojo.change({ weights: replaced(dojo.state.weights, value) }),
      done: dojo.settle,
    });
    const node = html("div", { class: "dojo-kr", role: "group", "aria-label": name }, html("p", { class: "dojo-name" }, name), bar, score.node, weight.node);
    return { i, node, fill, mean, handle, score, weight };
  });
  return {
    node: html("div", { class: "dojo-krs" }, html("p", { class: "dojo-caption" }, dojo.setup.objective, html("span", { class: "sts-quiet" }, "The dashed line is the mean.")), ...rows.map(({ node }) => node)),
    show() {
      for (const { i, fill, mean, handle, score, weight } of rows) {
        const place = `${dojo.state.scores[i] * 100}%`;
        fill.style.width = place;
        fill.style.height = `${4 + dojo.state.weights[i] * 4}px`;
        handle.style.left = place;
        put(handle, { "aria-valuenow": dojo.state.scores[i], "aria-valuetext": `${shown(exact(dojo.state.scores[i]))}, weight ${dojo.state.weights[i]}` });
        mean.style.left = dojo.known.mean ? `${toNumber(dojo.known.mean) * 100}%` : "";
        mean.hidden = !dojo.known.mean;
        score.show();
        weight.show();
      }
    },
  };
}

function guardrailPart(dojo) {
  const { name, limit, low, high, step, tick } = dojo.setup.guardrail;
  const share = (value) => `${((value - low) / (high - low)) * 100}%`;
  const parts = {
    range: () => ({ low, high, step }),
    get: () => dojo.state.reading,
    set: (reading) => dojo.change({ reading }),
    done: dojo.settle,
  };
  const handle = html("span", { class: "dojo-knob", "aria-label": name, "aria-valuemin": low, "aria-valuemax": high });
  const numbers = [];
  for (let value = low; value <= high; value += tick) numbers.push(html("b", { style: `left:${share(value)}` }, String(value)));
  const bar = html(
    "div",
    { class: "dojo-bar dojo-gate" },
    html("i", { class: "dojo-track" }),
    html("i", { class: "sts-zone", "data-tone": "short", style: `left:${share(limit)};right:0` }),
    html("i", { class: "dojo-fence", style: `left:${share(limit)}` }),
    ...numbers,
    handle,
  );
  movable(handle, { ...parts, surface: bar, room: 0 });
  const field = numberField({ label: "Worst week", ...parts });
  const word = verdict();
  return {
    node: html(
      "div",
      { class: "dojo-kr dojo-guard", role: "group", "aria-label": "Guardrail" },
      html("p", { class: "dojo-name" }, name, html("span", { class: "sts-quiet" }, `guardrail: not above ${limit}`)),
      bar,
      field.node,
      html("p", { class: "dojo-word" }, word.node),
    ),
    show() {
      const text = dojo.known.breached ? "breached" : "held";
      handle.style.left = share(dojo.state.reading);
      put(handle, { "aria-valuenow": dojo.state.reading, "aria-valuetext": `${dojo.state.reading}, ${text}` });
      put(bar, { "data-state": text });
      field.show();
      word.show(text);
    },
  };
}

function objectiveResultPart(dojo) {
  const mean = html("span", { class: "dojo-big" });
  const minimum = html("span", {});
  const colour = verdict();
  const gate = verdict();
  const verdictText = html("p", { class: "dojo-sum" });
  return {
    node: html(
      "div",
      { class: "dojo-readouts dojo-total" },
      html("p", {}, html("span", { class: "sts-quiet" }, "Weighted mean"), mean, colour.node),
      html("p", {}, html("span", { class: "sts-quiet" }, "Weakest"), minimum),
      html("p", {}, html("span", { class: "sts-quiet" }, "Guardrail"), gate.node),
      verdictText,
    ),
    show() {
      say(mean, shown(dojo.known.mean));
      say(minimum, shown(dojo.known.minimum));
      colour.show(dojo.known.mean_band ?? "no verdict");
      gate.show(dojo.known.breached ? "breached" : "held");
      say(verdictText, inWords());
    },
  };

  function inWords() {
    if (!dojo.known.mean) return "All weights are 0, so there is no mean. Give at least one key result some weight.";
    if (dojo.known.breached) return "The guardrail is a gate: while it is breached, the mean is no good news, however high.";
    return compare(dojo.known.minimum, exact(0.35)) < 0 ? "The mean alone hides that one key result is red." : "Read all three together: mean, weakest, guardrail.";
  }
}
