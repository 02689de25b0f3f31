// What happens in the talk for the replies that were chosen, as model.py has it.

const moves = (reply, door) => reply[door.replace(" ", "_")];
const wordsIn = (text) => text.split(/\s+/).filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length;
const percent = (share) => `${Math.floor(share * 100 + 0.5)} %`;

// The talk up to the next place to reply, or to its end: what was heard, the doors, the choice that waits.
export function talked(setup, replies) {
  const doors = Object.fromEntries(setup.doors.map((door) => [door, 0]));
  const heard = [];
  let at = 0;
  for (const turn of setup.talk) {
    if (turn.replies.length) {
      if (at === replies.length) return { heard, doors, waits: turn, over: false };
      const chosen = turn.replies.find(({ id }) => id === replies[at]);
      at += 1;
      for (const door of setup.doors) doors[door] += moves(chosen, door);
      heard.push({ who: turn.who, says: chosen.says, reply: chosen.name, open: true });
    } else if (turn.thought) {
      const open = doors[turn.thought.door] >= turn.thought.needs;
      heard.push({ who: turn.who, says: open ? turn.thought.open : turn.thought.guarded, thought: turn.thought, open });
    } else {
      heard.push({ who: turn.who, says: turn.says, open: true });
    }
  }
  return { heard, doors, waits: null, over: true };
}

export const toldIn = (heard) => heard.filter(({ thought, open }) => thought && open).map(({ thought }) => thought);
export const unsaidIn = (heard) => heard.filter(({ thought, open }) => thought && !open).map(({ thought }) => thought);

// Each person's words so far, and their share of all words.
export function sharesOf(setup, heard) {
  const spoken = Object.fromEntries(Object.keys(setup.people).map((person) => [person, 0]));
  for (const { who, says } of heard) spoken[who] += wordsIn(says);
  const all = Object.values(spoken).reduce((sum, words) => sum + words, 0);
  return Object.entries(spoken).map(([person, words]) => ({ person, words, share: words / all, shown: percent(words / all) }));
}
