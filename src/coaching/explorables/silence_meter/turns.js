// The talk in words, the reply that is to be chosen, and the bet before the lid comes off.

function talkPart(meter) {
  const list = html("ol", { class: "meter-turns" });
  const legend = html("legend", { tabindex: -1, "data-next": true }, "");
  const buttons = html("div", { class: "meter-replies" });
  const choose = html("fieldset", { class: "meter-choose" }, legend, buttons);
  let drawn = 0;
  return {
    node: html("div", { class: "meter-talk" }, list, choose),
    show() {
      const { heard, waits } = meter.now;
      if (heard.length < drawn) list.replaceChildren();
      for (const { who, says } of heard.slice(list.children.length)) {
        list.append(
          html("li", { "data-leader": String(who === meter.setup.leader) }, html("strong", {}, who), html("span", { class: "sts-only" }, ": "), html("span", { class: "meter-says" }, says)),
        );
      }
      drawn = heard.length;
      choose.hidden = !waits;
      legend.hidden = !waits;
      if (!waits) return;
      say(legend, `Reply ${meter.replies.length + 1} of 3. You are ${waits.who}. What do you say?`);
      const named = meter.runs.length > 0; // in a first run a name would give away what a reply is
      const now = `${meter.replies.length} ${named}`;
      if (buttons.dataset.now === now) return;
      buttons.dataset.now = now;
      buttons.replaceChildren(
        ...waits.replies.map(({ id, name, says }) => {
          const label = named ? [html("span", { class: "meter-name" }, `${name}: `)] : [];
          const button = html("button", { type: "button", "data-reply": id }, ...label, `“${says}”`);
          button.addEventListener("click", () => meter.reply(id));
          return button;
        }),
      );
    },
  };
}

function lidPart(meter) {
  const numbers = Object.fromEntries([...Array(meter.thoughts.length + 1).keys()].map((n) => [n, String(n)]));
  const bet = choice({
    legend: "Your bet first: how many of the six thoughts were not said?",
    options: numbers,
    get: () => (meter.bet === null ? "" : String(meter.bet)),
    set: (value) => meter.guess(Number(value)),
  });
  const lift = html("button", { type: "button", class: "sts-main" }, "Lift the lid");
  lift.addEventListener("click", () => meter.lift());
  const title = html("p", { class: "meter-over", tabindex: -1, "data-next": true }, "The talk is over.");
  const node = html("div", { class: "meter-lid" }, title, bet.node, html("p", {}, lift));
  return {
    node,
    show() {
      node.hidden = !meter.now.over || meter.open;
      title.hidden = node.hidden;
      lift.disabled = meter.bet === null;
      bet.show();
    },
  };
}
