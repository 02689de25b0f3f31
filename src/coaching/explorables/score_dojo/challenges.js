// The row of challenges, and the card of the one at hand.

function progressPart(dojo) {
  const count = html("p", { class: "sts-quiet" });
  const free = html("button", { type: "button", class: "dojo-free" }, "Free play");
  free.addEventListener("click", () => dojo.play(null));
  const rings = dojo.setup.challenges.map(({ id, title }, i) => {
    const ring = html("button", { type: "button", class: "dojo-ring", "data-id": id });
    ring.addEventListener("click", () => dojo.play(id));
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
      say(count, `${dojo.opened.length} of ${rings.length} challenges opened`);
      free.setAttribute("aria-pressed", String(dojo.at === null));
      for (const { id, title, ring, number } of rings) {
        const open = dojo.opened.includes(id);
        put(ring, {
          "aria-label": `Challenge ${number}: ${title}, ${open ? "opened" : "locked"}`,
          "aria-pressed": String(id === dojo.at),
          title,
        });
        if (ring.dataset.open === String(open)) continue;
        ring.dataset.open = open;
        ring.replaceChildren(open ? glyph("tick") : String(number));
      }
    },
  };
}

function taskPart(dojo) {
  const title = html("p", { class: "dojo-task-title" });
  const ask = html("p", {});
  const list = html("ul", { class: "dojo-conditions" });
  const hintText = html("p", {});
  const hint = html("details", {}, html("summary", {}, "A hint"), hintText);
  const lesson = html("p", { class: "dojo-shows" });
  const again = html("button", { type: "button" }, "Start again");
  const next = html("button", { type: "button", class: "sts-main" }, "Next challenge");
  again.addEventListener("click", () => {
    dojo.play(dojo.at);
    dojo.tell("Back at the start.");
  });
  next.addEventListener("click", () => {
    dojo.play(following());
    dojo.tell(dojo.challenge() ? `${dojo.challenge().title}. ${dojo.challenge().ask}` : "Free play.");
  });
  const node = html("div", { class: "dojo-task" }, title, ask, list, hint, lesson, html("p", { class: "dojo-actions" }, next, again));
  let drawn;
  let rows = [];

  // The next challenge that is still locked, going round; null when all are opened.
  const following = () => {
    const all = dojo.setup.challenges.map(({ id }) => id);
    const here = all.indexOf(dojo.at) + 1;
    return [...all.slice(here), ...all.slice(0, here)].find((id) => !dojo.opened.includes(id)) ?? null;
  };
  return {
    node,
    show() {
      const task = dojo.challenge();
      const open = dojo.opened.includes(dojo.at);
      if (drawn !== dojo.at) {
        drawn = dojo.at;
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
        const now = String(holds(condition, dojo.known));
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
