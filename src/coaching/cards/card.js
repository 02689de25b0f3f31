// The card around every item: prompt, answer, confidence, actions, saved state, feedback. Python scores and saves; this
// file shows. The two talk through synced traits:
//   answer   {value, confidence, seq, check}  written here on every change; `check` asks for feedback
//   status   {seq, saved, text}               written by Python after each save
//   feedback {seq, state, label, rule, remarks} | {}   written by Python after a check
//   shown    {value, confidence, turn}        written by Python when another tab or a reload brings an answer
//   reveal   number                            raised here; Python answers in `revealed`

const PATIENCE = 4000; // ms without an answer from the kernel, after which the card says that it is not saved
const SETTLE = 350; // ms of quiet typing or dragging, after which the answer is saved

const NO_ENGINE =
  "Not saved: the notebook's engine does not answer. In the menu choose Kernel, then Restart Kernel and Run All Cells; then answer once more.";

function render({ model, el }) {
  const item = model.get("item");
  const mode = model.get("mode");
  const uidBase = `cc-${crypto.randomUUID ? crypto.randomUUID().slice(0, 8) : Math.random().toString(36).slice(2, 10)}`;
  const uid = (name) => `${uidBase}-${name}`;
  const listeners = new AbortController();
  const start = model.get("shown") || {};
  let confidence = start.confidence ?? null;
  // A view that is drawn again counts on: an answer equal to the last one sent would not be sent at all.
  let seq = (model.get("answer") || {}).seq || 0;
  let saved = seq;
  let settleTimer, patienceTimer;

  const status = h("p", { class: "cc-status", role: "status" });
  const feedback = h("div", { class: "cc-feedback", role: "status", "aria-label": "Feedback" });
  const readout = h("div", { class: "cc-readout" });
  const card = h("section", { class: "coaching-card", "data-qid": item.id, "data-kind": item.kind, "data-mode": mode, "aria-labelledby": uid("title") });

  const say = (state, text) => {
    card.dataset.saved = state;
    status.textContent = text;
  };
  const send = (check = false) => {
    clearTimeout(settleTimer);
    seq += 1;
    model.set("answer", { value: body.read(), confidence, seq, check });
    model.save_changes();
    say("saving", "Saving …");
    clearTimeout(patienceTimer);
    patienceTimer = setTimeout(() => saved < seq && say("lost", NO_ENGINE), PATIENCE);
  };
  const check = () => {
    if (item.instant) {
      model.set("feedback", lookedUp(item.instant, body.read()));
      paintFeedback();
    }
    send(true);
  };
  const changed = (immediate) => {
    if (feedback.childElementCount) card.dataset.stale = "true";
    clearTimeout(settleTimer);
    if (immediate) send();
    else settleTimer = setTimeout(send, SETTLE);
    if (item.readout) {
      model.set("settings", body.read());
      model.save_changes();
    }
  };
  const body = KINDS[item.kind](item, start.value, { changed, uid });

  let sure = null;
  if (item.confidence) {
    const levels = Object.fromEntries(item.levels.map(([percent, words]) => [String(percent), words]));
    sure = radios("How sure are you?", levels, confidence === null ? null : String(confidence), uid("sure"), (level) => {
      confidence = Number(level);
      send();
    }, true);
    sure.node.classList.add("cc-confidence");
  }

  const actions = h("div", { class: "cc-actions" });
  if (mode === "practise" && item.kind !== "short-text") {
    actions.append(h("button", { type: "button", class: "cc-main", onclick: check }, "Check"));
    const hints = [...item.hints];
    const shown = h("ol", { class: "cc-hints", role: "status", "aria-label": "Hints" });
    const hintButton = h("button", {
      type: "button",
      class: "cc-quiet",
      onclick: () => {
        if (hints.length) shown.append(h("li", { html: hints.shift() }));
        else model.set("reveal", (model.get("reveal") || 0) + 1), model.save_changes();
        label();
      },
    });
    const label = () => {
      hintButton.textContent = hints.length ? (shown.childElementCount ? "Another hint" : "Give me a hint") : "Show the answer with its reason";
      hintButton.hidden = !hints.length && !item.revealable;
    };
    label();
    actions.append(hintButton);
    card.append(shown);
  }

  card.prepend(
    h("p", { class: "cc-title", id: uid("title"), html: item.title || "Your turn" }),
    h("div", { class: "cc-prompt", html: item.prompt }),
    body.node,
    ...(item.readout ? [readout] : []),
    ...(sure ? [sure.node] : []),
    actions,
  );
  card.append(status, feedback);
  el.replaceChildren(card);

  const paintStatus = () => {
    const now = model.get("status") || {};
    if (!now.text || (now.seq || 0) < seq) return;
    saved = now.seq || 0;
    clearTimeout(patienceTimer);
    say(now.saved, now.text);
  };
  let painted = "";
  const paintFeedback = () => {
    const now = model.get("feedback") || {};
    const said = JSON.stringify([now.state, now.rule, now.remarks]);
    if (said === painted && !card.dataset.stale) return; // said already, and a screen reader need not say it twice
    painted = said;
    feedback.replaceChildren();
    delete card.dataset.stale;
    card.dataset.state = now.state || "";
    if (!now.state) return;
    feedback.append(h("p", { class: "cc-verdict", "data-state": now.state }, now.label), ...(now.rule ? [h("p", { class: "cc-small" }, now.rule)] : []));
    feedback.append(remarkList(now.remarks));
  };
  const paintRevealed = () => {
    const now = model.get("revealed") || [];
    if (!now.length) return;
    feedback.replaceChildren(h("p", { class: "cc-verdict" }, "One answer that holds, and why"), remarkList(now));
  };
  const paintReadout = () => {
    const rows = model.get("readout") || [];
    readout.replaceChildren(
      ...(rows.length
        ? [h("table", { class: "cc-table" }, h("caption", {}, "What these settings amount to"), h("tbody", {}, ...rows.map(([what, text]) => h("tr", {}, h("th", { scope: "row" }, what), h("td", {}, text)))))]
        : []),
    );
  };
  const paintShown = () => {
    const now = model.get("shown") || {};
    body.show(now.value);
    confidence = now.confidence ?? null;
    sure?.show(confidence === null ? null : String(confidence));
  };
  const pairs = [
    ["change:status", paintStatus],
    ["change:feedback", paintFeedback],
    ["change:revealed", paintRevealed],
    ["change:readout", paintReadout],
    ["change:shown", paintShown],
  ];
  pairs.forEach(([event, paint]) => model.on(event, paint));
  paintStatus();
  paintFeedback();
  paintReadout();

  // JupyterLab's single-key commands fire while a control in an output has the focus, unless the focused element itself
  // carries this attribute (an ancestor's is ignored).
  card.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"), { signal: listeners.signal });
  // Another tab may have answered meanwhile: on coming back, Python looks at the sheet again.
  const look = () => {
    model.set("look", (model.get("look") || 0) + 1);
    model.save_changes();
  };
  window.addEventListener("focus", look, { signal: listeners.signal });

  return () => {
    listeners.abort();
    clearTimeout(settleTimer);
    clearTimeout(patienceTimer);
    pairs.forEach(([event, paint]) => model.off(event, paint));
  };
}

/** The feedback on an answer, out of the table that Python worked out beforehand (cards/instant.py). */
function lookedUp({ right, remarks, verdicts, untouched }, value) {
  const parts = Object.keys(remarks);
  if (!parts.some((part) => value[part])) return { ...untouched, remarks: [] };
  const there = parts.filter((part) => value[part] === right[part]).length;
  return { ...verdicts[there], remarks: parts.map((part) => remarks[part][value[part] ?? ""]) };
}

function remarkList(remarks) {
  return h(
    "ul",
    { class: "cc-remarks" },
    ...remarks.map((r) =>
      h("li", { "data-state": r.state }, h("span", { class: "cc-mark" }, r.mark), h("div", {}, h("span", { class: "cc-about", html: r.about }), h("span", { html: r.text }), r.see ? h("span", { class: "cc-see", html: r.see }) : null)),
    ),
  );
}

export default { render };
