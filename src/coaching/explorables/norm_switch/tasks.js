// Things to find: an open ring until found, then a tick and what it shows.

function tasksPart(play) {
  const count = html("p", { class: "sts-quiet" });
  const rows = play.setup.tasks.map((task) => {
    const mark = html("span", { class: "norm-mark" });
    const shows = html("p", { class: "sts-quiet", hidden: true }, task.shows);
    const state = html("span", { class: "sts-only" });
    return { task, mark, shows, state, node: html("li", {}, mark, html("div", {}, html("p", {}, task.ask, state), shows)) };
  });
  const node = html(
    "div",
    { class: "norm-tasks" },
    html("p", { class: "norm-name" }, "Five things to find"),
    count,
    html("ol", {}, ...rows.map((row) => row.node)),
  );
  return { node, show };

  function show() {
    say(count, `${play.found.length} of ${rows.length} found`);
    for (const { task, mark, shows, state, node: row } of rows) {
      const found = play.found.includes(task.id);
      if (row.dataset.found === String(found)) continue;
      put(row, { "data-found": String(found) });
      mark.replaceChildren(glyph(found ? "tick" : "ring"));
      say(state, found ? " (found)" : " (not found yet)");
      shows.hidden = !found;
    }
  }
}
