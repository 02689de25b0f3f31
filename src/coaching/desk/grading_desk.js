// The grading desk: choose an exercise, press the button, read the summary.

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const MARKS = {
  "graded": "●",
  "graded, repaired": "◐",
  "needs a look": "▲",
  "set aside": "■",
  "was graded before": "○",
};

function counts(exercise) {
  const open = Math.max(0, exercise.handed_in - exercise.graded);
  return `${exercise.name} (${exercise.handed_in} handed in, ${open} new)`;
}

function points(person) {
  return person.points === null ? "–" : `${person.points} of ${person.most}`;
}

function row(person) {
  const notes = person.notes.length
    ? node("ul", {}, ...person.notes.map((note) => node("li", {}, note)))
    : "";
  return node(
    "tr", {},
    node("th", { scope: "row" }, person.student),
    node("td", {}, node("span", { "aria-hidden": "true" }, `${MARKS[person.verdict] ?? "·"} `), person.verdict),
    node("td", { class: "n" }, points(person)),
    node("td", { class: "n" }, person.to_read ? String(person.to_read) : "–"),
    node("td", {}, notes),
  );
}

function summary(report) {
  const fresh = report.people.filter((person) => person.verdict !== "was graded before");
  const before = report.people.length - fresh.length;
  const look = fresh.filter((person) => person.verdict === "needs a look").length;
  const texts = fresh.reduce((sum, person) => sum + person.to_read, 0);
  const aside = fresh.filter((person) => person.verdict === "set aside").length;
  const said = [`${fresh.length - aside} graded now`];
  if (aside) said.push(`${aside} set aside`);
  if (before) said.push(`${before} graded before`);
  if (look) said.push(`${look} for you to look at`);
  if (texts) said.push(`${texts} texts wait for a reader, in Nbgrader → Formgrader`);
  return { fresh, words: `${said.join("; ")}.` };
}

function render({ model, el }) {
  const name = (part) => `gd-${part}-${Math.random().toString(36).slice(2)}`;
  const [choiceId, againId] = [name("choice"), name("again")];
  const choice = node("select", { id: choiceId, "data-lm-suppress-shortcuts": "true" });
  const again = node("input", { id: againId, type: "checkbox", "data-lm-suppress-shortcuts": "true" });
  const button = node("button", { type: "button", "data-lm-suppress-shortcuts": "true" }, "Grade what is new");
  const bar = node("progress", { "aria-label": "Submissions graded", hidden: true });
  const status = node("p", { role: "status", class: "gd-status" });
  const result = node("div", { class: "gd-result", tabindex: "0", role: "region", "aria-label": "Summary by person", hidden: true });
  el.classList.add("sts", "gd");
  el.append(
    node("div", { class: "gd-row" }, node("label", { for: choiceId }, "Exercise"), choice, button),
    node("div", { class: "gd-row" }, again, node("label", { for: againId }, "Grade again what was graded before (scores given by hand stay)")),
    bar, status, result,
  );

  const fill = () => {
    const chosen = choice.value;
    choice.replaceChildren(...model.get("exercises").map((one) => node("option", { value: one.name }, counts(one))));
    if (chosen) choice.value = chosen;
  };
  const work = () => {
    const { done, of } = model.get("progress");
    const busy = done !== undefined;
    button.disabled = busy;
    bar.hidden = !busy;
    if (!busy) return;
    if (of) { bar.max = of; bar.value = done; } else bar.removeAttribute("value");
    status.textContent = of ? `Grading: ${done} of ${of}` : "Starting";
  };
  const tell = () => {
    const report = model.get("report");
    if (model.get("says")) status.textContent = model.get("says");
    if (!report.people) { result.hidden = true; return; }
    const { fresh, words } = summary(report);
    status.textContent = [words, ...report.notes].join(" ");
    result.hidden = fresh.length === 0;
    const heads = ["Person", "", "Points", "To read", "What was noticed"];
    const head = node("tr", {}, ...heads.map((text) => node("th", { scope: "col" }, text || "Verdict")));
    result.replaceChildren(
      node("table", {}, node("caption", {}, `${report.assignment}: what became of each submission`),
        node("thead", {}, head), node("tbody", {}, ...fresh.map(row))),
    );
  };
  button.addEventListener("click", () => {
    status.textContent = "Starting";
    button.disabled = true;
    model.set("ask", { exercise: choice.value, again: again.checked, turn: Date.now() });
    model.save_changes();
  });
  again.addEventListener("change", () => { button.textContent = again.checked ? "Grade everybody again" : "Grade what is new"; });
  model.on("change:exercises", fill);
  model.on("change:progress", work);
  model.on("change:report", tell);
  model.on("change:says", tell);
  fill();
  work();
  tell();
}

export default { render };
