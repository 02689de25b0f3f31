// The Silence meter as a picture that answers: who speaks when and how much, what may be replied, and at the end what was
// not said. What happens in the talk comes from model.js; the parts come from the files beside this one.

export default {
  render({ model, el }) {
    const setup = model.get("setup");
    const reading = html("p", { class: "sts-only", role: "status" });
    const saved = html("p", { class: "sts-quiet meter-saved" });
    const meter = {
      setup,
      ...structuredClone(model.get("progress")), // replies, bet, open, runs
      thoughts: setup.talk.filter(({ thought }) => thought).map(({ who, thought }) => ({ who, ...thought })),
      reply(id) {
        const before = meter.now.heard.length;
        meter.replies = [...meter.replies, id];
        draw();
        say(reading, meter.now.heard.slice(before).map(({ who, says }) => `${who}: ${says}`).join(" "));
        root.querySelector("[data-next]:not([hidden])")?.focus();
        keeper.keep(false);
      },
      guess(number) {
        meter.bet = number;
        draw();
        keeper.keep(false);
      },
      lift() {
        meter.open = true;
        const known = meter.runs.some((run) => run.join() === meter.replies.join());
        if (!known) meter.runs = [...meter.runs, meter.replies];
        draw();
        say(reading, `${toldIn(meter.now.heard).length} of ${meter.thoughts.length} thoughts were said.`);
        root.querySelector(".meter-result").focus();
        keeper.keep(false);
      },
      again() {
        Object.assign(meter, { replies: [], bet: null, open: false });
        draw();
        say(reading, "The talk begins again.");
        root.querySelector("[data-next]:not([hidden])")?.focus();
        keeper.keep(false);
      },
    };
    const keeper = keeping(model, {
      progress: () => ({ replies: meter.replies, bet: meter.bet, open: meter.open, runs: meter.runs }),
      saved: (text) => say(saved, text),
      elsewhere: (there) => {
        Object.assign(meter, there);
        draw();
      },
    });

    const parts = [headPart, roomPart, talkPart, lidPart, resultPart].map((make) => make(meter));
    const [head, room, talk, lid, result] = parts.map(({ node }) => node);
    const root = html(
      "section",
      { class: "sts meter", "aria-label": "Silence meter" },
      head,
      html("div", { class: "meter-stage" }, room, html("div", { class: "meter-side" }, talk, lid)),
      result,
      saved,
      reading,
    );
    ownKeys(root);

    function draw() {
      meter.now = talked(setup, meter.replies);
      parts.forEach(({ show }) => show());
    }
    el.replaceChildren(root);
    draw();
    return keeper.stop;
  },
};

function headPart(meter) {
  const lids = html("span", { class: "meter-lids" });
  const words = html("span", { class: "sts-quiet" });
  const again = html("button", { type: "button" }, "Start again");
  again.addEventListener("click", () => meter.again());
  return {
    node: html(
      "div",
      { class: "meter-head" },
      html("div", {}, html("p", { class: "sts-title" }, "Silence meter"), html("p", { class: "sts-quiet" }, "Twelve turns. You speak for Karima.")),
      html("p", { class: "meter-count" }, lids, words),
      again,
    ),
    show() {
      const told = new Set(toldIn(meter.now.heard).map(({ id }) => id));
      const look = (id) => (!meter.open ? "dark" : told.has(id) ? "said" : "unsaid");
      const now = meter.thoughts.map(({ id }) => look(id));
      if (lids.dataset.now !== now.join()) {
        lids.dataset.now = now.join();
        lids.replaceChildren(...now.map(jar));
      }
      say(words, meter.open ? `${told.size} of ${now.length} thoughts said` : `${now.length} thoughts, under the lid until the end`);
      again.hidden = meter.replies.length === 0;
    },
  };
}

// One thought as a jar: shut and dark, open and full, or open and dashed because nothing came out of it.
function jar(look) {
  const node = svg("svg", { viewBox: "0 0 20 26", class: "meter-jar", "aria-hidden": "true", "data-look": look });
  node.innerHTML =
    '<path class="glass" d="M6 7.5h8c0 2.5 4 3 4 7v6a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4v-6c0-4 4-4.5 4-7z"/>' +
    (look === "dark" ? '<path class="lid" d="M5 3.5h10v4H5z"/>' : '<path class="lid" d="m5 2.5 10-2 .6 2.6-10 2z"/>') +
    (look === "said" ? '<path class="mark" d="m6.3 16.3 2.7 2.9 4.8-5.8"/>' : "");
  return node;
}
