// The Failure bench as a picture that answers. What is true comes from model.js, shapes and handles from base.js, the
// parts from the files beside this one: each gives its node, and `show`, which draws it anew.

const LOOKS = { cards: "The cards", share: "Your blame share", bet: "One bet" };

export default {
  render({ model, el }) {
    const reading = html("p", { class: "sts-only", role: "status" }); // what is read out after a move
    const news = html("p", { class: "sts-only", role: "status" }); // what the next move must not talk over
    const saved = html("p", { class: "sts-quiet bench-saved" });
    const shows = [];
    const bench = benching(model, {
      draw: () => shows.forEach((show) => show()),
      read: (text) => say(reading, text),
      tell: (text) => say(news, text),
      saved: (text) => say(saved, text),
    });
    const part = (make) => {
      const { node, show } = make(bench);
      shows.push(show);
      return node;
    };
    const panel = (name, ...makes) => {
      const node = html("div", { class: "bench-panel", "data-panel": name, role: "group", "aria-label": LOOKS[name] }, ...makes.map(part));
      shows.push(() => node.toggleAttribute("data-away", bench.panel !== name));
      return node;
    };
    const root = html(
      "section",
      { class: "sts bench", "aria-label": "Failure bench" },
      part(looksPart),
      panel("cards", deckPart, storyPart, markPart, filePart),
      panel("share", sharePart),
      panel("bet", betPart),
      saved,
      reading,
      news,
    );
    ownKeys(root);
    el.replaceChildren(root);
    shows.forEach((show) => show());
    return bench.stop;
  },
};

function looksPart(bench) {
  const { node, show } = choice({ legend: "Look at", options: LOOKS, get: () => bench.panel, set: bench.look });
  node.classList.add("bench-looks");
  return { node, show };
}
