// What is on the bench: a mark for each card touched, the card at hand, the bet, and the keeping of it. `bench` is what
// every part of the picture reads, and asks for a change.

function benching(model, { draw, read, tell, saved }) {
  const setup = model.get("setup");
  const kept = ({ marks, at, bet }) => ({ marks, at, bet });
  const bench = {
    ...kept(structuredClone(model.get("progress"))),
    setup,
    panel: "cards",
    tell,
    card: () => setup.cards.find(({ id }) => id === bench.at),
    mark: () => bench.marks[bench.at] ?? setup.blank,
    reason: () => setup.reasons[bench.mark().step - 1],
    change(patch) {
      bench.marks = { ...bench.marks, [bench.at]: { ...bench.mark(), ...patch } };
      redraw();
    },
    raise(chance) {
      bench.bet = chance;
      redraw();
    },
    look(panel) {
      bench.panel = panel;
      redraw();
    },
    take(id) {
      bench.at = id;
      bench.panel = "cards";
      redraw();
      tell(`${bench.card().title}. ${bench.card().story}`);
      keeper.keep(false);
    },
    open() {
      bench.change({ opened: true });
      tell(`File opened: ${bench.known.kind}. ${bench.card().why}`);
      keeper.keep(false);
    },
    // A move is finished: say what it came to, and keep it.
    settle() {
      read(spoken());
      keeper.keep(true);
    },
  };

  function redraw() {
    bench.known = facts(bench.card(), bench.mark());
    draw();
  }
  function spoken() {
    if (bench.panel === "bet") return `A chance of ${bench.bet} % teaches ${bet(bench.bet).bits.toFixed(2)} bits on average.`;
    const { step, name } = bench.reason();
    const start = `Step ${step}, ${name}. Reach: ${setup.reach[bench.mark().reach]}. ${bench.known.bits.toFixed(2)} bits.`;
    if (!bench.mark().opened || bench.known.tells === "not asked") return start;
    return `${start} Small ${bench.known.tests.small}, and it ${bench.known.tells ? "tells" : "is too small to tell"}: ${bench.known.now}.`;
  }

  const keeper = keeping(model, {
    progress: () => kept(bench),
    saved,
    elsewhere(there) {
      Object.assign(bench, kept(there));
      redraw();
    },
  });
  bench.known = facts(bench.card(), bench.mark());
  bench.stop = keeper.stop;
  return bench;
}
