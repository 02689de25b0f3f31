// What is played: the setting, the challenge at hand, what was opened, and the keeping of it. `dojo` is what every part
// of the picture reads, and asks for a change.

function playing(model, { draw, read, tell, saved }) {
  const dojo = {
    ...structuredClone(model.get("progress")), // opened, at, state
    setup: model.get("setup"),
    panel: "key result",
    tell,
    challenge: () => dojo.setup.challenges.find(({ id }) => id === dojo.at),
    line: () => dojo.setup.lines[dojo.state.line],
    fixed: (name) => Boolean(dojo.challenge()?.locked.includes(name)) || (name === "forecast" && dojo.state.sealed),
    change(patch) {
      dojo.state = { ...dojo.state, ...patch };
      redraw();
    },
    look(panel) {
      dojo.panel = panel;
      redraw();
    },
    play(id) {
      dojo.at = id;
      const task = dojo.challenge();
      dojo.state = structuredClone({ ...dojo.setup.free_start, ...task?.start });
      dojo.panel = task?.panel ?? dojo.panel;
      redraw();
      keeper.keep(false);
    },
    // A move is finished: does the challenge open? Then say it, and keep it.
    settle() {
      const task = dojo.challenge();
      const fresh = task && !dojo.opened.includes(dojo.at) && opens(task, dojo.known);
      read(spoken());
      if (fresh) {
        dojo.opened = [...dojo.opened, dojo.at];
        tell(`Opened: ${task.title}. ${task.shows}`);
        redraw();
      }
      keeper.keep(!fresh);
    },
  };

  function redraw() {
    dojo.known = facts(dojo.state, dojo.setup);
    draw();
  }
  function spoken() {
    const { known } = dojo;
    if (dojo.panel === "objective") {
      return `Mean ${shown(known.mean)}, weakest ${shown(known.minimum)}, guardrail ${known.breached ? "breached" : "held"}.`;
    }
    const words = Object.entries(CONVENTIONS).map(([key, [name]]) => `${name}: ${known[key]}`);
    return `Score ${shown(known.score)}. ${words.join(". ")}.`;
  }

  const keeper = keeping(model, {
    saved,
    progress: () => ({ opened: dojo.opened, at: dojo.at, state: dojo.state }),
    elsewhere({ opened, at, state }) {
      Object.assign(dojo, { opened, at, state });
      redraw();
    },
  });

  dojo.known = facts(dojo.state, dojo.setup);
  dojo.panel = dojo.challenge()?.panel ?? dojo.panel;
  dojo.stop = keeper.stop;
  return dojo;
}
