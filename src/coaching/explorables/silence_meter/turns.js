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
      if (buttons.dataset.at === String(meter.replies.length)) return;
      buttons.dataset.at = meter.replies.length;
      buttons.replaceChildren(
        ...waits.replies.map(({ id, says }) => {
          const button = html("button", { type: "button", "data-reply": id }, `“${says}”`);
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
  const title = html("p", { class: "meter-over", tabindex: -1, "data-next": true }, "The talk is over. Nobody objected.");
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
