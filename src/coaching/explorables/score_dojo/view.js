// The Score dojo as a picture that answers. Numbers and verdicts come from model.js, shapes and handles from base.js.

const ROOM = 26; // free space left and right of every scale, for handles at its ends
const TAPE = 51; // the elastic ruler of scores
const WORLD = 118; // the ruler of the world, in its own unit
const LOWER = 168; // the forecast
const HEIGHT = 190;

const CONVENTIONS = {
  rework: ["Google’s re:Work", "average 0.6 to 0.7", [[0.6, "short"], [0.7, "good"], [1, "much"]]],
  doerr: ["Doerr’s bands", "rounded to one decimal", [[0.35, "short"], [0.65, "middle"], [1, "good"]]],
  seed: ["House rule", "70 to 90 %", [[0.7, "short"], [0.9, "good"], [1, "much"]]],
  committed: ["Committed rule", "promised in full", [[0.985, "short"], [1, "good"]]],
};
const PANELS = { "key result": "One key result", objective: "One objective" };
const GOALS = { committed: "Committed", aspirational: "Aspirational", learning: "Learning" };
const MARKS = { baseline: "square", target: "bullseye", actual: "disc", forecast: "lozenge" };
const NAMES = { baseline: "Baseline", target: "Target", actual: "Actual", forecast: "Forecast" };
const RESTING = 250; // ms without a move before it is sent
const UNANSWERED = 4000; // ms without an answer from the kernel

export default {
  render({ model, el }) {
    const setup = model.get("setup");
    let { opened, at, state } = structuredClone(model.get("progress"));
    let panel = "key result";
    let known;

    const challenge = () => setup.challenges.find(({ id }) => id === at);
    const line = () => setup.lines[state.line];
    const fixed = (name) => Boolean(challenge()?.locked.includes(name)) || (name === "forecast" && state.sealed);
    const pieces = [];
    const piece = ({ node, show }) => (pieces.push(show), node);

    function change(patch) {
      state = { ...state, ...patch };
      draw();
    }
    function draw() {
      known = facts(state, setup);
      for (const show of pieces) show();
    }
    // After a move is finished: does the challenge open? Then say it, and keep it.
    function settle() {
      const task = challenge();
      const fresh = task && !opened.includes(at) && opens(task, known);
      if (fresh) opened = [...opened, at];
      say(reading, spoken());
      if (fresh) {
        say(news, `Opened: ${task.title}. ${task.shows}`);
        draw();
      }
      keep(!fresh);
    }
    function play(id) {
      at = id;
      state = { ...structuredClone(setup.free_start), ...structuredClone(challenge()?.start ?? {}) };
      panel = challenge()?.panel ?? panel;
      draw();
      keep(false);
    }
    function spoken() {
      if (panel === "objective") {
        return `Mean ${shown(known.mean)}, weakest ${shown(known.minimum)}, guardrail ${known.breached ? "breached" : "held"}.`;
      }
      const words = Object.entries(CONVENTIONS).map(([key, [name]]) => `${name}: ${known[key]}`);
      return `Score ${shown(known.score)}. ${words.join(". ")}.`;
    }

    const reading = html("p", { class: "sts-only", role: "status" }); // what is read out after a move
    const news = html("p", { class: "sts-only", role: "status" }); // what must not be talked over by the next move
    const saved = html("p", { class: "sts-quiet dojo-saved" });
    const root = html(
      "section",
      { class: "sts dojo", "aria-label": "Score dojo" },
      piece(progressPart()),
      piece(taskPart()),
      html("div", { class: "dojo-top" }, piece(panelChoice()), piece(goalPart())),
      panelPart("key result", piece(rulerPart()), piece(resultPart()), piece(fieldsPart())),
      panelPart("objective", piece(scoresPart()), piece(guardrailPart()), piece(objectiveResultPart())),
      saved,
      reading,
      news,
    );
    root.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true"));

    // Keeping progress: what was moved is sent once the hand rests, and an opened challenge at once. The kernel answers
    // each time, or the learner hears that it did not.
    let turn = 0;
    let rest;
    let patience;
    function keep(wait) {
      clearTimeout(rest);
      rest = wait ? setTimeout(send, RESTING) : void send();
    }
    function send() {
      rest = undefined;
      turn = Date.now();
      model.set("progress", { opened, at, state, turn });
      model.save_changes();
      if (!model.get("keeps")) return;
      clearTimeout(patience);
      patience = setTimeout(
        () => say(saved, "Not saved: the kernel does not answer. Restart it from the Kernel menu; your view stays as it is."),
        UNANSWERED,
      );
    }
    const heard = () => {
      clearTimeout(patience);
      say(saved, model.get("heard").says ?? "");
    };
    const elsewhere = () => {
      const progress = model.get("progress");
      if (progress.turn === turn) return;
      ({ opened, at, state } = structuredClone(progress));
      draw();
    };
    model.on("change:heard", heard);
    model.on("change:progress", elsewhere);

    el.replaceChildren(root);
    const observer = new ResizeObserver(() => draw());
    panel = challenge()?.panel ?? panel;
    draw();
    observer.observe(root);
    return () => {
      observer.disconnect();
      if (rest) send();
      clearTimeout(rest);
      clearTimeout(patience);
      model.off("change:heard", heard);
      model.off("change:progress", elsewhere);
    };

    // ---- the challenges

    function progressPart() {
      const count = html("p", { class: "sts-quiet" });
      const free = html("button", { type: "button", class: "dojo-free" }, "Free play");
      free.addEventListener("click", () => play(null));
      const rings = setup.challenges.map(({ id, title }, i) => {
        const ring = html("button", { type: "button", class: "dojo-ring", "data-id": id });
        ring.addEventListener("click", () => play(id));
        return { id, title, ring, number: i + 1 };
      });
      const node = html(
        "div",
        { class: "dojo-head" },
        html("div", {}, html("p", { class: "sts-title" }, "Score dojo"), count),
        html("div", { class: "dojo-rings", role: "group", "aria-label": "Challenges" }, free, ...rings.map(({ ring }) => ring)),
      );
      return {
        node,
        show() {
          say(count, `${opened.length} of ${rings.length} challenges opened`);
          free.setAttribute("aria-pressed", String(at === null));
          for (const { id, title, ring, number } of rings) {
            const open = opened.includes(id);
            put(ring, {
              "aria-label": `Challenge ${number}: ${title}, ${open ? "opened" : "locked"}`,
              "aria-pressed": String(id === at),
              title,
            });
            if (ring.dataset.open === String(open)) continue;
            ring.dataset.open = open;
            ring.replaceChildren(open ? glyph("tick") : String(number));
          }
        },
      };
    }

    function taskPart() {
      const title = html("p", { class: "dojo-task-title" });
      const ask = html("p", {});
      const list = html("ul", { class: "dojo-conditions" });
      const hintText = html("p", {});
      const hint = html("details", {}, html("summary", {}, "A hint"), hintText);
      const lesson = html("p", { class: "dojo-shows" });
      const again = html("button", { type: "button" }, "Start again");
      const next = html("button", { type: "button", class: "sts-main" }, "Next challenge");
      again.addEventListener("click", () => {
        play(at);
        say(news, "Back at the start.");
      });
      next.addEventListener("click", () => {
        play(following());
        say(news, challenge() ? `${challenge().title}. ${challenge().ask}` : "Free play.");
      });
      const node = html("div", { class: "dojo-task" }, title, ask, list, hint, lesson, html("p", { class: "dojo-actions" }, next, again));
      let drawn;
      let rows = [];

      const following = () => {
        const closed = setup.challenges.filter(({ id }) => !opened.includes(id));
        const here = setup.challenges.findIndex(({ id }) => id === at);
        return (closed.find(({ id }) => setup.challenges.findIndex((c) => c.id === id) > here) ?? closed[0])?.id ?? null;
      };
      return {
        node,
        show() {
          const task = challenge();
          const open = opened.includes(at);
          if (drawn !== at) {
            drawn = at;
            say(title, task?.title ?? "Free play");
            say(ask, task?.ask ?? "Drag the ends of the elastic ruler, and the disc below it. What do the four conventions say of one score?");
            rows = (task?.conditions ?? []).map((condition) => {
              const mark = html("span", { class: "dojo-mark" });
              const row = html("li", {}, mark, html("span", {}, condition.says), html("span", { class: "sts-only" }));
              return { condition, mark, row };
            });
            list.replaceChildren(...rows.map(({ row }) => row));
            hint.open = false;
            say(hintText, task?.hint ?? "");
            say(lesson, task?.shows ?? "");
          }
          for (const { condition, mark, row } of rows) {
            const now = String(holds(condition, known));
            if (row.dataset.holds === now) continue;
            row.dataset.holds = now;
            mark.replaceChildren(glyph(now === "true" ? "tick" : "ring"));
            say(row.lastChild, now === "true" ? " (holds)" : " (not yet)");
          }
          put(node, { "data-open": String(open) });
          hint.hidden = !task || open;
          lesson.hidden = !open;
          const left = following();
          next.hidden = Boolean(task) && !open;
          say(next, !task ? "To the challenges" : left ? "Next challenge" : "Back to free play");
        },
      };
    }

    function panelChoice() {
      const { node, show } = choice({
        legend: "Look at",
        options: PANELS,
        get: () => panel,
        set: (value) => {
          panel = value;
          draw();
        },
      });
      node.classList.add("dojo-panels");
      return { node, show };
    }

    function panelPart(name, ...children) {
      const node = html("div", { class: "dojo-panel", "data-panel": name, role: "group", "aria-label": PANELS[name] }, ...children);
      pieces.push(() => node.toggleAttribute("data-away", panel !== name));
      return node;
    }

    // ---- one key result: two rulers

    function rulerPart() {
      const canvas = svg("svg", { height: HEIGHT, width: "100%", role: "group", "aria-label": "Two rulers: the score above, the measured number below" });
      const caption = html("p", { class: "dojo-caption" });
      const at_ = {};
      const layer = (name, tag, attributes = {}, parent = canvas) => parent.appendChild((at_[name] = svg(tag, { class: `dojo-${name}`, ...attributes })));

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
          range: line,
          get: () => state[name],
          set: (value) => change({ [name]: value }),
          done: settle,
          locked: () => fixed(name),
        });
        node.setAttribute("aria-label", NAMES[name]);
        return { name, y, node, text };
      });

      let ticked;
      let width;
      const node = html("div", { class: "dojo-ruler" }, caption, canvas);
      return {
        node,
        show() {
          const scale = line();
          const fresh = node.clientWidth || width || 640;
          const x = (value) => across(value, scale, fresh, ROOM);
          if (fresh !== width || ticked !== state.line) {
            width = fresh;
            ticked = state.line;
            put(canvas, { viewBox: `0 0 ${width} ${HEIGHT}` });
            drawWorld(scale, x);
            say(caption, `${scale.name} (${scale.unit})`);
          }
          const [b, t, a, f] = ["baseline", "target", "actual", "forecast"].map((name) => x(state[name]));
          at_["post-baseline"].setAttribute("d", `M${b} ${TAPE + 9}V${WORLD}`);
          at_["post-target"].setAttribute("d", `M${t} ${TAPE + 11}V${WORLD}`);
          at_["post-forecast"].setAttribute("d", `M${f} ${WORLD + 28}V${LOWER - 10}M${f} ${WORLD}v8`);
          at_.travelled.setAttribute("d", `M${b} ${WORLD}H${a}`);
          at_.travelled.setAttribute("data-way", (a - b) * (t - b) < 0 ? "back" : "on");
          at_.plumb.setAttribute("d", `M${a} ${WORLD - 10}V${TAPE + 9}`);
          const end = (a - t) * (t - b) > 0 ? t : (a - b) * (t - b) < 0 ? b : a;
          at_.beyond.setAttribute("d", t === b ? "" : `M${end} ${TAPE}H${a}`);
          at_.tape.setAttribute("d", `M${b} ${TAPE - 9}H${t}v18H${b}z`);
          let d = "";
          for (let i = 1; i < 10; i++) d += `M${b + ((t - b) * i) / 10} ${TAPE - 9}v${i === 5 ? 18 : 7}`;
          at_["tape-ticks"].setAttribute("d", Math.abs(t - b) > 40 ? d : "");
          const roomy = Math.abs(t - b);
          tapeNumbers.forEach((text, i) => {
            put(text, { x: b + ((t - b) * i) / 2, visibility: roomy > (i === 1 ? 90 : 34) ? "visible" : "hidden" });
          });
          drawLabels({ b, t, a, f });
          for (const { name, y, node: handle } of handles) {
            put(handle, {
              transform: `translate(${x(state[name])} ${y})`,
              "aria-valuemin": scale.low,
              "aria-valuemax": scale.high,
              "aria-valuenow": state[name],
              "aria-valuetext": spokenValue(name, scale),
              "aria-disabled": String(fixed(name)),
            });
          }
        },
      };

      function spokenValue(name, { unit }) {
        const value = `${state[name]} ${unit}`;
        if (name === "actual") return `${value}, score ${shown(known.score)}`;
        return name === "forecast" && state.sealed ? `${value}, sealed` : value;
      }

      function drawWorld({ low, high, tick }, x) {
        at_.world.setAttribute("d", `M${x(low)} ${WORLD}H${x(high)}`);
        const every = (x(low + tick) - x(low)) < 34 ? 2 : 1;
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
        const words = Object.fromEntries(handles.map(({ name }) => [name, `${NAMES[name]} ${state[name]}`]));
        if (state.sealed) words.forecast = `Sealed forecast ${state.forecast}`;
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
        put(at_.score, beside(words.actual, a, 83, 14));
        put(label.forecast, beside(words.forecast, f, LOWER + 5, 16));
        for (const { name, text } of handles) say(text, words[name]);
        say(at_.score, known.score ? shown(known.raw) : "no score");
      }
    }

    function fieldsPart() {
      const fields = Object.keys(MARKS).map((name) =>
        numberField({
          label: NAMES[name],
          shape: MARKS[name],
          range: line,
          get: () => state[name],
          set: (value) => change({ [name]: value }),
          done: settle,
          locked: () => fixed(name),
        }),
      );
      const seal = html("button", { type: "button", class: "dojo-seal" });
      seal.addEventListener("click", () => {
        change({ sealed: true });
        settle();
      });
      return {
        node: html("div", { class: "dojo-fields" }, ...fields.map(({ node }) => node), seal),
        show() {
          for (const { show } of fields) show();
          seal.disabled = state.sealed;
          if (seal.dataset.sealed === String(state.sealed)) return;
          seal.dataset.sealed = state.sealed;
          seal.replaceChildren(glyph("seal"), state.sealed ? "Sealed until you start again" : "Seal the forecast");
        },
      };
    }

    function goalPart() {
      const kinds = choice({
        legend: "Kind of goal",
        options: GOALS,
        get: () => state.goal,
        set: (goal) => {
          change({ goal });
          settle();
        },
      });
      const box = html("input", { type: "checkbox", "data-lm-suppress-shortcuts": "true" });
      box.addEventListener("change", () => {
        change({ answered: box.checked });
        settle();
      });
      const question = html("label", { class: "dojo-answered" }, box, " Its question is answered");
      const node = html("div", { class: "dojo-goal" }, kinds.node, question);
      return {
        node,
        show() {
          kinds.show();
          node.toggleAttribute("data-away", panel !== "key result");
          box.checked = state.answered;
          question.hidden = state.goal !== "learning";
        },
      };
    }

    function resultPart() {
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
          say(score, shown(known.score));
          say(raw, shown(known.raw));
          say(ambition, known.ambition ? (known.ambition[0] > 0n ? "+" : "") + shown(known.ambition) : "–");
          say(reason, ambitionInWords());
          const place = known.score ? `${toNumber(known.score) * 100}%` : "";
          for (const { key, needle, word, note, row } of strips) {
            needle.style.left = place;
            needle.hidden = !known.score;
            word.show(known[key]);
            const fits = known[`fits_${key}`];
            put(row, { "data-fits": String(fits) });
            say(note, fits || !known.score ? "" : `not for ${state.goal} goals`);
          }
        },
      };

      function ambitionInWords() {
        if (!known.score) return "Target and baseline are the same: there is no distance, so nothing can be scored.";
        if (!state.sealed) return "Seal a forecast to see how far the target reaches beyond it.";
        if (!known.ambition) return "Undefined: the forecast expects no gain towards the target.";
        const sign = compare(known.ambition, exact(0));
        if (sign < 0) return "The target asks for less than was expected.";
        return sign ? "How far the target reaches beyond the expected gain." : "The target asks for just what was expected.";
      }
    }

    // ---- one objective: three key results and a guardrail

    function scoresPart() {
      const rows = setup.key_results.map((name, i) => {
        const replaced = (list, value) => list.map((old, j) => (j === i ? value : old));
        const parts = {
          range: () => ({ low: 0, high: 1, step: 0.05 }),
          get: () => state.scores[i],
          set: (value) => change({ scores: replaced(state.scores, value) }),
          done: settle,
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
          get: () => state.weights[i],
          set: (value) => change({ weights: replaced(state.weights, value) }),
          done: settle,
        });
        const node = html("div", { class: "dojo-kr", role: "group", "aria-label": name }, html("p", { class: "dojo-name" }, name), bar, score.node, weight.node);
        return { i, node, fill, mean, handle, score, weight };
      });
      return {
        node: html("div", { class: "dojo-krs" }, html("p", { class: "dojo-caption" }, setup.objective, html("span", { class: "sts-quiet" }, "The dashed line is the mean.")), ...rows.map(({ node }) => node)),
        show() {
          for (const { i, fill, mean, handle, score, weight } of rows) {
            const place = `${state.scores[i] * 100}%`;
            fill.style.width = place;
            fill.style.height = `${4 + state.weights[i] * 4}px`;
            handle.style.left = place;
            put(handle, { "aria-valuenow": state.scores[i], "aria-valuetext": `${shown(exact(state.scores[i]))}, weight ${state.weights[i]}` });
            mean.style.left = known.mean ? `${toNumber(known.mean) * 100}%` : "";
            mean.hidden = !known.mean;
            score.show();
            weight.show();
          }
        },
      };
    }

    function guardrailPart() {
      const { name, limit, low, high, step, tick } = setup.guardrail;
      const share = (value) => `${((value - low) / (high - low)) * 100}%`;
      const parts = {
        range: () => ({ low, high, step }),
        get: () => state.reading,
        set: (reading) => change({ reading }),
        done: settle,
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
          const text = known.breached ? "breached" : "held";
          handle.style.left = share(state.reading);
          put(handle, { "aria-valuenow": state.reading, "aria-valuetext": `${state.reading}, ${text}` });
          put(bar, { "data-state": text });
          field.show();
          word.show(text);
        },
      };
    }

    function objectiveResultPart() {
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
          say(mean, shown(known.mean));
          say(minimum, shown(known.minimum));
          colour.show(known.mean_band ?? "no verdict");
          gate.show(known.breached ? "breached" : "held");
          say(verdictText, inWords());
        },
      };

      function inWords() {
        if (!known.mean) return "All weights are 0, so there is no mean. Give at least one key result some weight.";
        if (known.breached) return "The guardrail is a gate: while it is breached, the mean is no good news, however high.";
        return compare(known.minimum, exact(0.35)) < 0 ? "The mean alone hides that one key result is red." : "Read all three together: mean, weakest, guardrail.";
      }
    }
  },
};
