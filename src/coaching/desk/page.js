// A page of a desk: a form, a button, what comes of it, and documents to print or keep. `html`, `ownKeys` and
// `UNANSWERED` come from the explorables' base.js. What the two sides tell each other stands in page.py, at the traits.

const PIECE = 1_000_000; // bytes of a file in one message
const LONG = 34; // letters of a tick's label or of an option for which a field takes a line of its own
const TYPING = 400; // ms of quiet, after which what was typed is kept
const OPENS = ["text/html", "application/pdf", "image/svg+xml"]; // what a browser shows, and so can print

const NO_ENGINE =
  "The notebook's engine does not answer. In the menu choose Kernel, then Restart Kernel and Run All Cells; then try once more.";
const NO_TAB = "The browser opened no new tab. Press Download instead, and open the file.";

const CONTROLS = {
  choice: (field) => {
    const options = field.options.map(([value, label]) => html("option", { value }, label));
    return html("select", {}, ...options);
  },
  yes: () => html("input", { type: "checkbox" }),
  line: () => html("input", { type: "text", autocomplete: "off" }),
  text: (field) => html("textarea", { rows: field.rows, style: `--rows: ${field.rows}` }),
  number: () => html("input", { type: "text", inputmode: "decimal", autocomplete: "off" }),
  date: () => html("input", { type: "date" }),
  file: () => html("input", { type: "file" }),
};

function question(field, uid) {
  const control = CONTROLS[field.kind](field);
  const help = field.help ? html("p", { class: "dk-help", id: `${uid}-${field.name}-help` }, field.help) : null;
  control.id = `${uid}-${field.name}`;
  control.setAttribute("data-lm-suppress-shortcuts", "true");
  if (help) control.setAttribute("aria-describedby", help.id);
  const label = html("label", { for: control.id }, field.label);
  const parts = field.kind === "yes" ? [html("div", { class: "dk-tick" }, control, label)] : [label, control];
  const long = [field.kind === "yes" ? field.label : "", ...field.options.map(([, words]) => words)].some((words) => words.length > LONG);
  const node = html("div", { class: "dk-field", "data-kind": field.kind, "data-long": long }, ...parts);
  if (help) node.append(help);
  return {
    field,
    control,
    node,
    read() {
      if (field.kind === "yes") return control.checked;
      const file = control.files?.[0]; // its bytes go apart; this only tells one choice from another
      return field.kind === "file" ? (file ? `${file.name}, ${file.lastModified}` : null) : control.value;
    },
    write(value) {
      if (field.kind === "yes") control.checked = Boolean(value);
      else if (field.kind !== "file") control.value = value ?? "";
      if (control.selectedIndex === -1) control.value = field.value; // an option that is there no more
    },
  };
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

async function unpacked(text) {
  const plain = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).json();
}

function blobOf({ media, text, bytes }) {
  return bytes === undefined
    ? new Blob([text], { type: `${media};charset=utf-8` })
    : new Blob([bytesOf(bytes)], { type: media });
}

// A link to a page of this very server. Where the server begins, on a hub not at "/", is known to JupyterLab alone;
// elsewhere the words stay words.
function leadOn(link) {
  const about = document.getElementById("jupyter-config-data")?.textContent;
  const base = about && JSON.parse(about).baseUrl;
  if (base) link.href = new URL(link.dataset.server, new URL(base, location.origin)).href;
}

function render({ model, el }) {
  const setup = model.get("setup");
  const uid = `dk-${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
  let questions = [];
  let named = {};
  const begun = model.get("ask");
  let asked = Math.max(model.get("heard"), begun.turn ?? 0);
  let pressed = false;
  let urls = [];
  let patience, resting;
  let painted = 0;

  const button = html("button", { type: "submit", class: "sts-main", "data-lm-suppress-shortcuts": "true" }, setup.button);
  const fields = html("div", { class: "dk-fields" });
  const legend = html("legend", { class: "sts-title" }, setup.title);
  const form = html("form", { class: "dk-form", novalidate: true }, html("fieldset", {}, legend, fields));
  if (!setup.live) form.append(html("div", { class: "dk-actions" }, button));
  const bar = html("progress", { "aria-label": "At work", hidden: true });
  const status = html("p", { class: "dk-status", role: "status" });
  const alert = html("p", { class: "dk-alert", role: "alert" });
  const papers = html("ul", { class: "dk-papers", "aria-label": "Documents" });
  const shown = html("div", { class: "dk-content" });
  const result = html("div", { class: "dk-result", role: "group", "aria-label": `${setup.title}: result`, hidden: true }, papers, shown);
  el.classList.add("sts", "dk");
  el.replaceChildren(...(setup.below ? [result, form, bar, status, alert] : [form, bar, status, alert, result]));

  const values = () => Object.fromEntries(questions.map((one) => [one.field.name, one.read()]));
  const holds = (one) => (one.field.kind === "yes" ? (one.control.checked ? "yes" : "no") : one.control.value);
  const isAsked = (one) => !one.field.needs || (isAsked(named[one.field.needs[0]]) && holds(named[one.field.needs[0]]) === one.field.needs[1]);
  const unfold = () => questions.forEach((one) => (one.node.hidden = !isAsked(one)));

  const complain = (sentence) => {
    alert.textContent = sentence && !result.hidden ? `${sentence} What stands below is from before.` : sentence;
  };
  const work = (busy) => {
    bar.hidden = !busy;
    result.setAttribute("aria-busy", String(busy));
    el.toggleAttribute("data-busy", busy);
  };
  const isAtWork = () => !bar.hidden;

  // A file is read anew each time: people mend a table and press again. A browser refuses one that has changed since.
  async function sendFile(one) {
    const file = one.control.files[0];
    const about = { kind: "file", field: one.field.name, name: file?.name ?? "" };
    if (!file) return model.send({ ...about, piece: 0, pieces: 0 });
    if (file.size > setup.largest) {
      throw new Error(`${file.name} has ${Math.ceil(file.size / 1e6)} MB, and a file here may have ${setup.largest / 1e6} MB at most. Save only the columns that are needed, and choose that file.`);
    }
    const bytes = await file.arrayBuffer().catch(() => {
      throw new Error(`${file.name} has changed since you chose it. Choose it once more.`);
    });
    const pieces = Math.max(1, Math.ceil(bytes.byteLength / PIECE));
    for (let piece = 0; piece < pieces; piece += 1) {
      const part = bytes.slice(piece * PIECE, (piece + 1) * PIECE);
      model.send({ ...about, piece, pieces }, undefined, [part]);
    }
  }

  async function ask() {
    clearTimeout(resting);
    const turn = (asked = Math.max(Date.now(), asked + 1));
    complain("");
    status.textContent = "Working …";
    work(true);
    try {
      for (const one of questions) if (one.field.kind === "file") await sendFile(one);
    } catch (problem) {
      if (turn !== asked) return;
      work(false);
      status.textContent = "";
      return complain(problem.message);
    }
    if (turn !== asked) return;
    model.set("typed", values());
    model.set("ask", { turn, values: values() });
    model.save_changes();
    clearTimeout(patience);
    patience = setTimeout(() => {
      work(false);
      status.textContent = "";
      complain(NO_ENGINE);
    }, UNANSWERED);
  }
  const heard = () => {
    if (model.get("heard") < asked) return;
    asked = model.get("heard");
    clearTimeout(patience);
    if (model.get("result").turn === asked) return;
    complain("");
    status.textContent = "Working …";
    work(true);
  };

  function paper(one) {
    const url = URL.createObjectURL(blobOf(one));
    urls.push(url);
    const press = (label, act) => {
      const made = html("button", { type: "button", "aria-label": `${label}: ${one.name}`, "data-lm-suppress-shortcuts": "true" }, label);
      made.addEventListener("click", act);
      return made;
    };
    const open = press("Open to print", () => {
      const tab = window.open(url, "_blank");
      complain(tab ? "" : NO_TAB);
      if (tab) tab.opener = null;
    });
    const save = press("Download", () => html("a", { href: url, download: one.name }).click());
    return html("li", {}, html("span", { class: "dk-paper" }, one.name), ...(OPENS.includes(one.media) ? [open] : []), save);
  }

  async function paint() {
    const { turn, problem, packed } = model.get("result");
    if (turn < asked) return; // an answer to an older question
    const now = packed ? await unpacked(packed) : null;
    if (turn < asked || model.get("result").turn !== turn) return;
    clearTimeout(patience);
    const fresh = now && !(problem && painted);
    if (fresh) {
      urls.forEach((url) => URL.revokeObjectURL(url));
      urls = [];
      shown.innerHTML = now.html;
      shown.querySelectorAll("a[data-server]").forEach(leadOn);
      papers.replaceChildren(...now.documents.map(paper));
      papers.hidden = now.documents.length === 0;
      result.hidden = false;
      painted = turn;
    }
    work(false);
    complain(problem ?? "");
    status.textContent = problem ? "" : now?.says || (turn > 1 ? "Shown below." : "");
    status.classList.toggle("sts-only", !problem && !now?.says);
    if (fresh && !problem && pressed && document.activeElement === button) {
      const target = shown.querySelector("h3, h4") ?? result;
      target.tabIndex = -1;
      target.focus();
    }
    pressed = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const same = JSON.stringify(values()) === JSON.stringify(model.get("ask").values);
    if (isAtWork() && same) return; // pressed twice
    pressed = true;
    ask();
  });
  // Safari gives no focus to a button that the mouse presses. (Enter in a field is a click too, with no detail.)
  button.addEventListener("click", (event) => event.detail && button.focus());
  form.addEventListener("input", () => {
    unfold();
    clearTimeout(resting);
    resting = setTimeout(() => {
      model.set("typed", values());
      model.save_changes();
    }, TYPING);
  });
  form.addEventListener("change", () => {
    unfold();
    if (setup.live) ask();
  });
  ownKeys(el);

  // Work in steps puts another form into the place of this one.
  const build = () => {
    const { fields: asking, button: says } = model.get("setup");
    const typed = model.get("typed");
    clearTimeout(resting);
    questions = asking.map((field) => question(field, uid));
    named = Object.fromEntries(questions.map((one) => [one.field.name, one]));
    questions.forEach((one) => one.write(typed[one.field.name] ?? one.field.value));
    fields.replaceChildren(...questions.map((one) => one.node));
    button.textContent = says;
    unfold();
  };
  build();
  model.on("change:setup", build);
  model.on("change:heard", heard);
  model.on("change:result", paint);
  heard();
  paint();

  return () => {
    clearTimeout(resting);
    clearTimeout(patience);
    model.off("change:setup", build);
    model.off("change:heard", heard);
    model.off("change:result", paint);
    urls.forEach((url) => URL.revokeObjectURL(url));
  };
}

export default { render };
