// The Score dojo as a picture that answers. Numbers and verdicts come from model.js, shapes and handles from base.js,
// the parts from the files beside this one: each gives its node, and `show`, which draws it anew.

const PANELS = { "key result": "One key result", objective: "One objective" };

export default {
  render({ model, el }) {
    const reading = html("p", { class: "sts-only", role: "status" }); // what is read out after a move
    const news = html("p", { class: "sts-only", role: "status" }); // what the next move must not talk over
    const saved = html("p", { class: "sts-quiet dojo-saved" });
    const shows = [];
    const draw = () => shows.forEach((show) => show());
    const dojo = playing(model, {
      draw,
      read: (text) => say(reading, text),
      tell: (text) => say(news, text),
      saved: (text) => say(saved, text),
    });

    const part = (make) => {
      const { node, show } = make(dojo);
      shows.push(show);
      return node;
    };
    const panel = (name, ...makes) => {
      const node = html("div", { class: "dojo-panel", "data-panel": name, role: "group", "aria-label": PANELS[name] }, ...makes.map(part));
      shows.push(() => node.toggleAttribute("data-away", dojo.panel !== name));
      return node;
    };
    const root = html(
      "section",
      { class: "sts dojo", "aria-label": "Score dojo" },
      part(progressPart),
      part(taskPart),
      html("div", { class: "dojo-top" }, part(panelPart), part(goalPart)),
      panel("key result", rulerPart, resultPart, fieldsPart),
      panel("objective", scoresPart, guardrailPart, objectiveResultPart),
      saved,
      reading,
      news,
    );
    ownKeys(root);
    el.replaceChildren(root);
    draw();
    return dojo.stop;
  },
};

function panelPart(dojo) {
  const { node, show } = choice({ legend: "Look at", options: PANELS, get: () => dojo.panel, set: dojo.look });
  node.classList.add("dojo-panels");
  return { node, show };
}
