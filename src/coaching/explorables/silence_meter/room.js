// Who speaks when, and how much: a lane for each person, as long as the words. With the lid off, the words that were not
// said stand in their lanes too, dashed.

function roomPart(meter) {
  const { setup } = meter;
  const longest = setup.talk.reduce((sum, { says, replies, thought }) => {
    const all = [says, ...replies.map((one) => one.says), ...(thought ? [thought.open, thought.guarded] : [])];
    return sum + Math.max(...all.map(wordsIn));
  }, 0);
  const lanes = Object.entries(setup.people).map(([person, role]) => {
    const strip = svg("svg", { viewBox: `0 0 ${longest} 20`, preserveAspectRatio: "none", "aria-hidden": "true", class: "meter-strip" });
    const share = html("span", { class: "meter-share" });
    const node = html(
      "li",
      { class: "meter-lane", "data-leader": String(person === setup.leader) },
      html("span", { class: "meter-who" }, html("strong", {}, person), html("span", { class: "sts-quiet" }, role)),
      strip,
      share,
    );
    return { person, strip, share, node };
  });
  const key = html("p", { class: "sts-quiet" });
  return {
    node: html(
      "div",
      { class: "meter-room" },
      html("p", { class: "meter-caption" }, "Who speaks, and how much", html("span", { class: "sts-quiet" }, "share of the words so far")),
      html("ul", { class: "meter-lanes" }, ...lanes.map(({ node }) => node)),
      key,
    ),
    show() {
      const shares = sharesOf(setup, meter.now.heard);
      const blocks = Object.fromEntries(lanes.map(({ person }) => [person, []]));
      let at = 0;
      for (const { who, says, thought, open } of meter.now.heard) {
        const words = wordsIn(says);
        if (meter.open && thought && !open) {
          blocks[who].push(svg("rect", { x: at, y: 2, width: wordsIn(thought.unsaid), height: 16, class: "unsaid" }));
        }
        blocks[who].push(svg("rect", { x: at, y: 5, width: words, height: 10, class: "said" }));
        at += words + 1;
      }
      for (const { person, strip, share } of lanes) {
        strip.replaceChildren(svg("line", { x1: 0, x2: longest, y1: 10, y2: 10, class: "wire" }), ...blocks[person]);
        say(share, shares.find((one) => one.person === person).shown);
      }
      say(key, meter.open ? "Full: said. Dashed: thought, and not said." : "One block for each turn, as long as its words.");
    },
  };
}
