// With the lid off: what was not said, why, and what came of it; and all runs side by side.

function resultPart(meter) {
  const count = meter.thoughts.length;
  const title = html("p", { class: "meter-result", tabindex: -1 });
  const bet = html("p", {});
  const unsaid = html("ul", { class: "meter-unsaid" });
  const told = html("p", {});
  const again = html("button", { type: "button", class: "sts-main" }, "Play again, with other replies");
  again.addEventListener("click", () => meter.again());
  const rows = html("tbody", {});
  const heads = ["Your three replies", "Said", "Karima’s share of the words"];
  const table = html(
    "div",
    { class: "meter-runs", tabindex: 0, role: "region", "aria-label": "Your runs" },
    html("table", {}, html("caption", {}, "Your runs"), html("thead", {}, html("tr", {}, ...heads.map((name) => html("th", { scope: "col" }, name)))), rows),
  );
  const note = html("p", { class: "sts-quiet" }, "This talk is a teaching model, made up by this course. It shows a pattern, not a size.");
  const after = html("div", { class: "meter-after" }, title, bet, unsaid, told, html("p", {}, again));
  const node = html("div", { class: "meter-end" }, after, table, note);

  const thoughtCard = ({ who, unsaid: words, worry, later }) =>
    html(
      "li",
      {},
      html("p", { class: "meter-thought" }, html("strong", {}, who), ` “${words}”`),
      html("p", { class: "sts-quiet" }, `Worry: ${worry}. ${later}`),
    );
  const runRow = (run) => {
    const { heard } = talked(meter.setup, run);
    const said = toldIn(heard).length;
    const leader = sharesOf(meter.setup, heard).find(({ person }) => person === meter.setup.leader);
    const names = heard.filter(({ reply }) => reply).map(({ reply }) => reply);
    const bar = svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true", class: "meter-bar" });
    bar.append(svg("rect", { x: 0, y: 0, width: 100, height: 10, class: "others" }), svg("rect", { x: 0, y: 0, width: leader.share * 100, height: 10, class: "leader" }));
    return html("tr", { "data-now": String(run.join() === meter.replies.join()) }, html("th", { scope: "row" }, names.join(" · ")), html("td", {}, `${said} of ${count}`), html("td", {}, bar, html("span", {}, leader.shown)));
  };
  return {
    node,
    show() {
      node.hidden = !meter.open && meter.runs.length === 0;
      after.hidden = !meter.open;
      table.hidden = meter.runs.length === 0;
      rows.replaceChildren(...meter.runs.map(runRow));
      if (!meter.open) return;
      const quiet = unsaidIn(meter.now.heard);
      const spoken = toldIn(meter.now.heard);
      say(title, quiet.length ? `${quiet.length} of ${count} thoughts were not said.` : "All six thoughts were said.");
      say(bet, meter.bet === quiet.length ? `Your bet was ${meter.bet}, and you heard the silence well.` : `Your bet was ${meter.bet}.`);
      unsaid.replaceChildren(...meter.thoughts.filter(({ id }) => quiet.some((one) => one.id === id)).map(thoughtCard));
      say(told, spoken.length ? `Said: ${spoken.map(({ about }) => about).join("; ")}.` : "");
    },
  };
}
