// What is true of a setting of the dojo, worked out exactly: every number is a fraction [numerator, denominator] of
// whole numbers, because 0.15 / 0.2 in floats is below three quarters. The same rules as coaching.okr, held equal by a test.

export function exact(number) {
  const [whole, decimals = ""] = String(number).split(".");
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
}

const add = ([a, b], [c, d]) => [a * d + c * b, b * d];
const less = ([a, b], [c, d]) => [a * d - c * b, b * d];
const times = ([a, b], [c, d]) => [a * c, b * d];
const over = ([a, b], [c, d]) => (c < 0n ? [-a * d, -c * b] : [a * d, b * c]);
const NONE = [0n, 1n];
const ALL = [1n, 1n];

export function compare([a, b], [c, d]) {
  const gap = a * d - c * b;
  return gap < 0n ? -1 : gap > 0n ? 1 : 0;
}

const clip = (x) => (compare(x, NONE) < 0 ? NONE : compare(x, ALL) > 0 ? ALL : x);
export const toNumber = ([a, b]) => Number(a) / Number(b);

// Two decimals, or three where two would not be exact; half up.
export function shown(x) {
  if (!x) return "–";
  const [a, b] = x[0] < 0n ? [-x[0], x[1]] : x;
  const thousandths = (a * 2000n + b) / (b * 2n);
  const text = `${thousandths / 1000n}.${String(thousandths % 1000n).padStart(3, "0")}`.replace(/0$/, "");
  return (x[0] < 0n && thousandths ? "−" : "") + text;
}

export function band([a, b]) {
  const tenths = (a * 20n + b) / (b * 2n); // half up
  return tenths <= 3n ? "red" : tenths <= 6n ? "yellow" : "green";
}

const within = (low, high) => (score) =>
  compare(score, exact(low)) < 0 ? "too low" : compare(score, exact(high)) > 0 ? "too easy" : "on target";

const RULES = {
  rework: within(0.6, 0.7),
  doerr: band,
  seed: within(0.7, 0.9),
  committed: (score) => (compare(score, ALL) === 0 ? "met" : "missed"),
};

export function facts(state, setup) {
  const [b, t, a, f] = ["baseline", "target", "actual", "forecast"].map((name) => exact(state[name]));
  const { goal, answered, sealed } = state;
  const turn = compare(t, b);
  const known = { goal, answered, sealed, direction: ["down", "none", "up"][turn + 1] };

  known.raw = turn ? over(less(a, b), less(t, b)) : null;
  known.score = turn ? clip(known.raw) : null;
  const expected = turn ? over(less(f, b), less(t, b)) : NONE;
  known.ambition = sealed && compare(expected, NONE) > 0 ? less(over(ALL, expected), ALL) : null;
  for (const [convention, rule] of Object.entries(RULES)) {
    const words = goal === "learning" ? (answered ? "answered" : "open") : turn && rule(known.score);
    known[convention] = turn ? words : "no verdict";
    known[`fits_${convention}`] = turn !== 0 && goal === (convention === "committed" ? "committed" : "aspirational");
  }

  const scores = state.scores.map(exact);
  const weights = state.weights.map(exact);
  const least = (list) => list.reduce((x, y) => (compare(y, x) < 0 ? y : x));
  const load = weights.reduce(add);
  known.mean = load[0] ? over(scores.map((s, i) => times(s, weights[i])).reduce(add), load) : null;
  known.mean_band = known.mean && band(known.mean);
  known.minimum = least(scores);
  known.lightest = least(weights);
  known.breached = compare(exact(state.reading), exact(setup.guardrail.limit)) > 0;
  return known;
}

export function holds({ fact, test, value }, known) {
  const is = known[fact];
  if (!Array.isArray(is)) return is === value;
  const side = compare(is, exact(value));
  return { is: side === 0, "at least": side >= 0, "at most": side <= 0, below: side < 0 }[test];
}

export const opens = (challenge, known) => challenge.conditions.every((condition) => holds(condition, known));
