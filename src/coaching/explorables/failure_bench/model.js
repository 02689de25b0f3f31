// What is true of a card as it is set, of all cards together, and of one bet. The same rules as coaching.failure, held
// equal by a test.

const TESTS = ["new", "worth", "known", "small", "used"];

export const surprise = (chance) => (chance < 1 ? -Math.log2(chance) : 0);
export const bits = (chance) => [chance, 1 - chance].reduce((sum, part) => (part > 0 ? sum + part * surprise(part) : sum), 0);

function judged(card, reach) {
  const tells = reach >= card.needed;
  const met = { new: card.new, worth: card.worth, known: card.known, small: reach <= card.needed, used: card.used };
  const broken = TESTS.filter((name) => !met[name]);
  const core = met.worth && met.known && met.small && tells;
  const kind = card.new ? (core ? "intelligent" : "half-built bet") : card.causes > 1 ? "complex" : "basic";
  return { kind, broken, tells };
}

export function facts(card, mark) {
  const { kind, broken, tells } = judged(card, mark.reach);
  const word = (name) => (!card.new && name !== "new" ? "not asked" : broken.includes(name) ? "breaks" : "holds");
  return {
    step: card.steps.includes(mark.step),
    kind: judged(card, card.reach).kind,
    now: kind,
    tests: Object.fromEntries(TESTS.map((name) => [name, word(name)])),
    tells: card.new ? tells : "not asked",
    bits: bits(mark.chance / 100),
    file_bits: bits(card.chance),
  };
}

export function shares(marks) {
  const opened = Object.values(marks).filter((mark) => mark.opened);
  const share = (name) => {
    const said = opened.map((mark) => mark[name]).filter((yes) => yes !== null);
    const yes = said.filter(Boolean).length;
    return said.length ? Math.floor((200 * yes + said.length) / (2 * said.length)) : null;
  };
  return { opened: opened.length, deserved: share("deserved"), treated: share("treated") };
}

export function bet(chance) {
  const share = chance / 100;
  return {
    bits: bits(share),
    works: share > 0 ? surprise(share) : null,
    fails: share < 1 ? surprise(1 - share) : null,
  };
}
