// What is played: the setting, the challenge at hand, what was opened, and the keeping of it. `dojo` is what every part
// of the picture reads, and asks for a change.

const RESTING = 250; // ms without a move before it is sent
const UNANSWERED = 4000; // ms without an answer from the kernel
const LOST = "Not saved: the kernel does not answer. Restart it from the Kernel menu; your view stays as it is.";

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
      keep(false);
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
      keep(!fresh);
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

  // What was moved is sent once the hand rests, and an opened challenge at once. The kernel answers each time, or the
  // learner hears that it did not.
  let turn = 0;
  let rest;
  let patience;
  function keep(wait) {
    clearTimeout(rest);
    rest = wait ? setTimeout(send, RESTING) : void send();
  }
  function send() {
    rest = undefined;
    turn = Date.now();
    const { opened, at, state } = dojo;
    model.set("progress", { opened, at, state, turn });
    model.save_changes();
    if (!model.get("keeps")) return;
    clearTimeout(patience);
    patience = setTimeout(() => saved(LOST), UNANSWERED);
  }
  const heard = () => {
    clearTimeout(patience);
    saved(model.get("heard").says ?? "");
  };
  const elsewhere = () => {
    const { opened, at, state, turn: theirs } = structuredClone(model.get("progress"));
    if (theirs === turn) return;
    Object.assign(dojo, { opened, at, state });
    redraw();
  };
  model.on("change:heard", heard);
  model.on("change:progress", elsewhere);

  dojo.known = facts(dojo.state, dojo.setup);
  dojo.panel = dojo.challenge()?.panel ?? dojo.panel;
  dojo.stop = () => {
    if (rest) send();
    clearTimeout(rest);
    clearTimeout(patience);
    model.off("change:heard", heard);
    model.off("change:progress", elsewhere);
  };
  return dojo;
}
