// How each kind of item is asked. A kind is a function (item, value, api) -> {node, read, show}:
//   item   the words, rendered to HTML by Python (only our own text, with HTML switched off)
//   value  the answer so far, in the form that coaching.items documents
//   api    {changed(immediate), uid(name)}: say that the answer changed; make an id that is unique on the page
//   read() gives the answer as it stands; show(value) puts another answer on the screen (a second tab, a reload).
// Every kind uses native controls, so that keyboard, touch and screen readers work without further code.

/** Make an element: h("p", {class: "x", onclick: f}, child, "text"). `html` sets trusted markup. */
function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "html") node.innerHTML = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A group of radio buttons under a legend; `onpick(option)` is called when one is chosen. */
function radios(legend, options, picked, group, onpick, inline = false) {
  const inputs = new Map();
  const field = h("fieldset", { class: inline ? "cc-part cc-inline" : "cc-part" }, h("legend", { html: legend }));
  const row = h("div", { class: "cc-options" });
  for (const [id, html] of Object.entries(options)) {
    const input = h("input", { type: "radio", name: group, value: id, onchange: () => onpick(id) });
    input.checked = id === picked;
    inputs.set(id, input);
    row.append(h("label", { class: "cc-option" }, input, h("span", { html })));
  }
  field.append(row);
  return { node: field, show: (id) => inputs.forEach((input, key) => (input.checked = key === id)) };
}

function oneOptionEach(parts, value, api, inline) {
  const answer = { ...(value || {}) };
  const groups = parts.map(({ id, html, options }) => {
    const pick = (option) => {
      answer[id] = option;
      api.changed(true);
    };
    return [id, radios(html, options, answer[id], api.uid(id), pick, inline)];
  });
  return {
    node: h("div", {}, ...groups.map(([, group]) => group.node)),
    read: () => ({ ...answer }),
    show(other) {
      for (const key of Object.keys(answer)) delete answer[key];
      Object.assign(answer, other || {});
      groups.forEach(([id, group]) => group.show(answer[id]));
    },
  };
}

function chooseOne(item, value, api) {
  return oneOptionEach(item.questions.map((q) => ({ id: q.id, html: q.text, options: q.options })), value, api, false);
}

function classify(item, value, api) {
  const parts = Object.entries(item.statements).map(([id, html]) => ({ id, html, options: item.bins }));
  return oneOptionEach(parts, value, api, true);
}

/** Boxes of which at most `most` can be ticked; the rest is disabled and says why when the budget is used up. */
function tickBoxes(ids, value, most, api) {
  const boxes = new Map();
  const left = h("p", { class: "cc-small", role: "status" });
  const settle = () => {
    const ticked = [...boxes.values()].filter((box) => box.checked).length;
    if (most) {
      boxes.forEach((box) => (box.disabled = !box.checked && ticked >= most));
      left.textContent = `${ticked} of at most ${most} picked.${ticked >= most ? " Untick one to pick another." : ""}`;
    }
  };
  for (const id of ids) {
    const box = h("input", {
      type: "checkbox",
      value: id,
      onchange: () => {
        settle();
        api.changed(true);
      },
    });
    box.checked = (value || []).includes(id);
    boxes.set(id, box);
  }
  settle();
  return {
    boxes,
    left: most ? left : null,
    read: () => ids.filter((id) => boxes.get(id).checked),
    show(other) {
      boxes.forEach((box, id) => (box.checked = (other || []).includes(id)));
      settle();
    },
  };
}

function chooseSeveral(item, value, api) {
  const ticks = tickBoxes(Object.keys(item.options), value, item.most, api);
  const rows = Object.entries(item.options).map(([id, html]) =>
    h("label", { class: "cc-option" }, ticks.boxes.get(id), h("span", { html })),
  );
  const node = h(
    "fieldset",
    { class: "cc-part" },
    h("legend", {}, item.most ? `Choose up to ${item.most}` : "Choose all that belong"),
    h("div", { class: "cc-options" }, ...rows),
    ticks.left,
  );
  return { node, read: ticks.read, show: ticks.show };
}

function pickEvidence(item, value, api) {
  const ticks = tickBoxes(Object.keys(item.rows), value, item.most, api);
  const head = h("tr", {}, h("th", { scope: "col" }, "Pick"), ...item.columns.map((c) => h("th", { scope: "col", html: c })));
  const rows = Object.entries(item.rows).map(([id, cells]) => {
    const box = ticks.boxes.get(id);
    const name = api.uid(`row-${id}`);
    box.setAttribute("aria-labelledby", name);
    return h(
      "tr",
      {},
      h("td", {}, h("label", { class: "cc-tick" }, box)),
      h("th", { scope: "row", id: name, html: cells[0] }),
      ...cells.slice(1).map((cell) => h("td", { html: cell, class: cell.length > 24 ? "cc-long" : null })),
    );
  });
  const table = h("table", { class: "cc-table" }, h("thead", {}, head), h("tbody", {}, ...rows));
  const scroller = h("div", { class: "cc-scroll", tabindex: "0", role: "region", "aria-label": "Table; scrolls sideways" }, table);
  return { node: h("div", {}, scroller, ticks.left), read: ticks.read, show: ticks.show };
}

function order(item, value, api) {
  let ids = value && value.length ? [...value] : Object.keys(item.entries);
  let touched = Boolean(value && value.length);
  const list = h("ol", { class: "cc-order" });
  const said = h("p", { class: "cc-sr", role: "status" });
  const rows = new Map();

  const place = (id, to) => {
    if (to < 0 || to >= ids.length) return;
    ids = ids.filter((other) => other !== id);
    ids.splice(to, 0, id);
    touched = true;
    draw();
    said.textContent = `${rows.get(id).querySelector(".cc-entry").textContent} is now in place ${to + 1} of ${ids.length}.`;
    api.changed(true);
  };
  const moveButton = (id, step, label, sign) => {
    const words = `${label}: `;
    const move = (event) => {
      place(id, ids.indexOf(id) + step);
      event.currentTarget.focus();
    };
    return h("button", { type: "button", class: "cc-move", onclick: move }, sign, h("span", { class: "cc-sr" }, words, rows.get(id)?.dataset.words ?? ""));
  };
  for (const [id, html] of Object.entries(item.entries)) {
    const entry = h("span", { class: "cc-entry", html });
    const row = h("li", { draggable: "true", "data-entry": id, "data-words": entry.textContent });
    rows.set(id, row);
    row.append(entry, moveButton(id, -1, "Move earlier", "↑"), moveButton(id, 1, "Move later", "↓"));
    row.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", id));
    row.addEventListener("dragover", (event) => event.preventDefault());
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      const dragged = event.dataTransfer.getData("text/plain");
      if (rows.has(dragged)) place(dragged, ids.indexOf(id));
    });
  }
  const keep = h("button", { type: "button", class: "cc-quiet", onclick: () => { touched = true; draw(); api.changed(true); } }, "Keep this order");
  function draw() {
    ids.forEach((id, i) => {
      const [up, down] = rows.get(id).querySelectorAll("button");
      up.setAttribute("aria-disabled", String(i === 0));
      down.setAttribute("aria-disabled", String(i === ids.length - 1));
      if (list.children[i] !== rows.get(id)) list.insertBefore(rows.get(id), list.children[i] ?? null);
    });
    keep.hidden = touched;
  }
  draw();
  return {
    node: h("div", {}, h("p", { class: "cc-small" }, item.first), list, h("p", { class: "cc-small" }, item.last), keep, said),
    read: () => (touched ? [...ids] : []),
    show(other) {
      touched = Boolean(other && other.length);
      ids = touched ? [...other] : Object.keys(item.entries);
      draw();
    },
  };
}

function estimate(item, value, api) {
  const inputs = new Map();
  const plain = /^\s*[+\-−]?(\d{1,12}([.,]\d{0,12})?|[.,]\d{1,12})\s*%?\s*$/;
  const rows = item.fields.map((field) => {
    const id = api.uid(field.id);
    const hint = h("span", { class: "cc-small cc-warn", id: `${id}-hint`, role: "status" });
    const check = () => {
      const odd = input.value.trim() !== "" && !plain.test(input.value);
      input.setAttribute("aria-invalid", String(odd));
      hint.textContent = odd ? "Write a plain number, like 0.7 or 0,7." : "";
    };
    const input = h("input", {
      id,
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      maxlength: "24",
      "aria-describedby": `${id}-hint`,
      oninput: () => {
        check();
        api.changed(false);
      },
      onchange: () => api.changed(true),
    });
    inputs.set(field.id, input);
    return h("div", { class: "cc-field" }, h("label", { for: id, html: field.label }), h("span", { class: "cc-entryline" }, input, field.unit ? h("span", { class: "cc-unit" }, field.unit) : null), hint);
  });
  const show = (other) => inputs.forEach((input, id) => (input.value = (other || {})[id] ?? ""));
  show(value);
  return {
    node: h("div", { class: "cc-fields" }, ...rows),
    read: () => Object.fromEntries([...inputs].map(([id, i]) => [id, i.value.trim()]).filter(([, typed]) => typed !== "")),
    show,
  };
}

function construct(item, value, api) {
  const start = Object.fromEntries(item.controls.map((c) => [c.id, c.start]));
  const setting = { ...start, ...(value || {}) };
  const controls = new Map();
  const budget = h("p", { class: "cc-budget", role: "status" });
  const editsMade = () => item.controls.filter((c) => setting[c.id] !== c.start).length;
  const settle = () => {
    controls.forEach(({ row, paint }, id) => {
      paint();
      row.classList.toggle("cc-edited", setting[id] !== start[id]);
    });
    if (item.edits) {
      const made = editsMade();
      budget.textContent = `${made} of ${item.edits} edits used.`;
      controls.forEach(({ input }, id) => (input.disabled = made >= item.edits && setting[id] === start[id]));
    }
  };
  const set = (id, to, immediate) => {
    setting[id] = to;
    settle();
    api.changed(immediate);
  };
  for (const c of item.controls) {
    const id = api.uid(c.id);
    const mark = h("span", { class: "cc-editmark" }, "edited");
    let input, paint, row;
    if (c.type === "slider") {
      const shown = h("output", { for: id });
      input = h("input", { id, type: "range", min: c.low, max: c.high, step: c.step });
      input.addEventListener("input", () => set(c.id, Number(input.value), false));
      input.addEventListener("change", () => set(c.id, Number(input.value), true));
      paint = () => {
        input.value = setting[c.id];
        shown.textContent = `${setting[c.id]} ${c.unit}`.trim();
        input.setAttribute("aria-valuetext", shown.textContent);
      };
      row = h("div", { class: "cc-control" }, h("label", { for: id, html: c.label }), h("span", { class: "cc-sliderline" }, input, shown), mark);
    } else if (c.type === "menu") {
      input = h("select", { id }, ...Object.entries(c.options).map(([key, words]) => h("option", { value: key }, plainText(words))));
      input.addEventListener("change", () => set(c.id, input.value, true));
      paint = () => (input.value = setting[c.id]);
      row = h("div", { class: "cc-control" }, h("label", { for: id, html: c.label }), input, mark);
    } else {
      input = h("input", { id, type: "checkbox" });
      input.addEventListener("change", () => set(c.id, input.checked, true));
      paint = () => (input.checked = setting[c.id]);
      row = h("div", { class: "cc-control cc-switch" }, input, h("label", { for: id, html: c.label }), mark);
    }
    controls.set(c.id, { input, paint, row });
  }
  const reset = h("button", { type: "button", class: "cc-quiet", onclick: () => { Object.assign(setting, start); settle(); api.changed(true); } }, "Back to the start");
  settle();
  return {
    node: h("div", {}, ...[...controls.values()].map(({ row }) => row), h("div", { class: "cc-constructfoot" }, item.edits ? budget : null, reset)),
    read: () => Object.fromEntries(Object.entries(setting).filter(([id, v]) => v !== start[id])),
    show(other) {
      Object.assign(setting, start, other || {});
      settle();
    },
  };
}

function plainText(html) {
  return h("div", { html }).textContent;
}

function shortText(item, value, api) {
  const id = api.uid("text");
  const count = h("p", { class: "cc-small", id: `${id}-count` });
  const settle = () => {
    const n = (box.value.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) || []).length;
    count.textContent = `${n} words; about ${item.words[0]} to ${item.words[1]} are asked for.`;
  };
  const box = h("textarea", {
    id,
    rows: "6",
    maxlength: "20000",
    placeholder: item.placeholder,
    "aria-describedby": `${id}-count`,
    oninput: () => {
      settle();
      api.changed(false);
    },
    onchange: () => api.changed(true),
  });
  const show = (other) => {
    box.value = other || "";
    settle();
  };
  show(value);
  const who = item.reader === "person" ? "Your words (a person reads them)" : "Your words (only you read them)";
  return { node: h("div", { class: "cc-text" }, h("label", { for: id }, who), box, count), read: () => box.value, show };
}

const KINDS = {
  "choose-one": chooseOne,
  classify,
  "choose-several": chooseSeveral,
  "pick-evidence": pickEvidence,
  order,
  estimate,
  construct,
  "short-text": shortText,
};
