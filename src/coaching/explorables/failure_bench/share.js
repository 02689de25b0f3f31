// The learner's own blame share beside what executives said, and one bet to play with.

const SHARES = {
  deserved: "Deserves blame, in your eyes",
  treated: "Would be blamed where you work",
};

function sharePart(bench) {
  const rows = Object.entries(SHARES).map(([name, words]) => {
    const [low, high] = bench.setup.said[name];
    const mine = html("i", { class: "bench-needle" });
    const value = html("span", { class: "bench-big" });
    const scale = html(
      "div",
      { class: "bench-scale", "aria-hidden": "true" },
      html("i", { class: "sts-zone", "data-tone": "middle", style: `left:${low}%;width:${high - low}%` }),
      ...[0, 50, 100].map((mark) => html("b", { style: `left:${mark}%` }, `${mark} %`)),
      mine,
    );
    const said = html("p", { class: "sts-quiet" }, `Executives, asked for a guess: ${low} to ${high} %`);
    return { name, mine, value, node: html("div", { class: "bench-share" }, html("p", { class: "bench-ask" }, words), value, scale, said) };
  });
  const note = html("p", {});
  return {
    node: html(
      "div",
      { class: "bench-shares" },
      ...rows.map(({ node }) => node),
      note,
      html("p", { class: "sts-quiet" }, "○ unverified as a count. The tinted spans are guesses by executives, told in one article (Edmondson 2011, as reported). Nobody counted. And these cards were written so that every step occurs; they are no sample of anything."),
    ),
    show() {
      const share = shares(bench.marks);
      for (const { name, mine, value } of rows) {
        mine.hidden = share[name] === null;
        mine.style.left = `${share[name] ?? 0}%`;
        say(value, share[name] === null ? "–" : `${share[name]} %`);
      }
      const both = share.deserved !== null && share.treated !== null;
      say(
        note,
        !both
          ? "Answer both questions on blame for some cards, and open their files. Your shares appear here."
          : `From ${share.opened} opened ${share.opened === 1 ? "file" : "files"}: your gap is ${share.treated - share.deserved} percentage points. What is it that people where you work learn not to tell?`,
      );
    },
  };
}

const EXAMPLES = { "A target that is always reached": 98, "An even bet": 50, "A moonshot": 5 };

function betPart(bench) {
  const ruler = arcRuler({
    label: "Chance that the bet works",
    tall: 150,
    step: 1,
    get: () => bench.bet,
    set: bench.raise,
    done: bench.settle,
    marks: () => [],
  });
  const field = numberField({
    label: "Chance, %",
    shape: "diamond",
    range: () => ({ low: 0, high: 100, step: 1 }),
    get: () => bench.bet,
    set: bench.raise,
    done: bench.settle,
  });
  const buttons = Object.entries(EXAMPLES).map(([words, chance]) => {
    const button = html("button", { type: "button" }, words);
    button.addEventListener("click", () => {
      bench.raise(chance);
      bench.settle();
    });
    return button;
  });
  const numbers = { bits: "On average", works: "If it works", fails: "If it fails" };
  const outs = Object.entries(numbers).map(([name, words]) => {
    const value = html("span", { class: "bench-big" });
    return { name, value, node: html("p", { "data-out": name }, html("span", { class: "sts-quiet" }, `${words}, bits`), value) };
  });
  const words = html("p", {});
  return {
    node: html(
      "div",
      { class: "bench-bet" },
      html("p", { class: "bench-ask" }, "Drag the diamond. How much can the outcome teach?"),
      ruler.node,
      html("div", { class: "bench-row" }, field.node, ...buttons),
      html("div", { class: "bench-outs" }, ...outs.map(({ node }) => node)),
      words,
    ),
    show() {
      ruler.show();
      field.show();
      const taught = bet(bench.bet);
      for (const { name, value } of outs) say(value, taught[name] === null ? "–" : taught[name].toFixed(2));
      say(words, inWords(taught));
    },
  };

  function inWords(taught) {
    if (taught.works === null || taught.fails === null) return "The end is sure, so the outcome can teach nothing.";
    if (Math.abs(bench.bet - 50) <= 10) return "Nearly even: this is where most is learned, whichever way it ends. It is a chance, not a score.";
    const rare = bench.bet > 50 ? "failure" : "success";
    return `A ${rare} would teach much, but it is rare: in ${Math.min(bench.bet, 100 - bench.bet)} of 100 such bets. On average there is less to learn.`;
  }
}
