// What is true of a setting. How a distance reads comes from Python, number by number; held equal by a test.

const OFFICES = ["a", "b"];

export function facts(state, setup) {
  const reading = setup.readings[Math.round(state.d / setup.step)];
  const known = { ...state, ...reading };
  for (const office of OFFICES) {
    known[`moved_${office}`] = state.message && state[office] === "learn" ? reading.above - 50 : 0;
  }
  const places = OFFICES.filter((office) => known[`moved_${office}`]).length;
  known.moved = ["nowhere", "one", "both"][places];
  known.backed = OFFICES.some((office) => state[office] === "learn");
  return known;
}

export const finds = (task, known) => Object.entries(task.wants).every(([fact, value]) => known[fact] === value);
