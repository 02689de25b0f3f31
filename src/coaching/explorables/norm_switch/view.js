// Norm switch and effect microscope. Numbers come from model.js, shapes and handles from base.js, the parts from the
// files beside this one: each gives its node, and `show`, which draws it anew.

export default {
  render({ model, el }) {
    const setup = model.get("setup");
    const reading = html("p", { class: "sts-only", role: "status" }); // what is read out after a move
    const news = html("p", { class: "sts-only", role: "status" }); // what the next move must not talk over
    const saved = html("p", { class: "sts-quiet norm-saved" });
    const shows = [];
    const kept = structuredClone(model.get("progress"));
    const play = {
      setup,
      state: kept.state,
      found: kept.found,
      change(patch) {
        play.state = { ...play.state, ...patch };
        redraw();
      },
      // A move is finished: say what it did, and whether something was found.
      settle() {
        say(reading, spoken(play.known));
        const fresh = setup.tasks.filter((task) => !play.found.includes(task.id) && finds(task, play.known));
        if (fresh.length) {
          play.found = setup.tasks.map(({ id }) => id).filter((id) => play.found.includes(id) || fresh.some((task) => task.id === id));
          say(news, fresh.map((task) => `Found: ${task.shows}`).join(" "));
          redraw();
        }
        keeper.keep(!fresh.length);
      },
    };
    const keeper = keeping(model, {
      saved: (text) => say(saved, text),
      progress: () => ({ found: play.found, state: play.state }),
      elsewhere({ found, state }) {
        Object.assign(play, { found, state });
        redraw();
      },
    });
    function redraw() {
      play.known = facts(play.state, setup);
      shows.forEach((show) => show());
    }
    const part = (make) => {
      const { node, show } = make(play);
      shows.push(show);
      return node;
    };
    const root = html(
      "section",
      { class: "sts norm", "aria-label": "Norm switch and effect microscope" },
      html("p", { class: "sts-title" }, "One message, two offices"),
      part(messagePart),
      html("div", { class: "norm-offices" }, ...OFFICES.map((office) => part((p) => officePart(p, office)))),
      html("p", { class: "sts-quiet" }, "A schematic: who crosses follows the pattern of the national study, and how many follows the distance below."),
      html("p", { class: "sts-title norm-second" }, "What a distance means for people"),
      part(scopePart),
      part(tasksPart),
      saved,
      reading,
      news,
    );
    ownKeys(root);
    play.known = facts(play.state, setup);
    el.replaceChildren(root);
    redraw();
    return keeper.stop;
  },
};

function spoken(known) {
  const offices = OFFICES.map((office) => `Office ${office.toUpperCase()}: ${known[`moved_${office}`]} of 100 move.`);
  return `${offices.join(" ")} At d ${known.d.toFixed(2)}, ${known.above} of 100 are above the old middle.`;
}

function messagePart(play) {
  const { node, show } = choice({
    legend: "The 40-minute message “mistakes help us learn”",
    options: { no: "not given", yes: "given to both offices" },
    get: () => (play.state.message ? "yes" : "no"),
    set(value) {
      play.change({ message: value === "yes" });
      play.settle();
    },
  });
  return { node, show };
}
