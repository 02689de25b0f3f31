/* Some people hand in only the notebook. So the answer sheet that lies beside it (`answers/<lesson>.json`) is copied into
 * the notebook's metadata, `coaching.answers`. A copy that is equal is left alone: nothing becomes dirty for nothing. */
const LARGEST = 1_000_000; // characters; a bigger sheet is not carried along
const SETTLE = 800; // ms after the last word from the kernel
const RECENT = 5000; // ms: who has just saved meant what they have just clicked, too

const sorted = value => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]));
};
const same = (one, other) => JSON.stringify(sorted(one ?? null)) === JSON.stringify(sorted(other ?? null));

export function keepMirror(page) {
  const { lab, app, panel, context, session, course } = page;
  if (!/^[\w-][\w.-]*$/.test(course.lesson)) return;
  const { contents } = app.serviceManager;

  /* The sheet, or null. Folders are listed first: asking for what is not there would fill the log with errors. */
  async function readSheet() {
    const name = `${course.lesson}.json`;
    const folder = lab.PathExt.dirname(context.path);
    const answers = lab.PathExt.join(folder, "answers");
    const has = async (where, what) => (await contents.get(where, { content: true })).content.some(entry => entry.name === what);
    if (!(await has(folder, "answers")) || !(await has(answers, name))) return null;
    const file = await contents.get(lab.PathExt.join(answers, name), { type: "file", format: "text", content: true });
    return file.content.length > LARGEST ? null : JSON.parse(file.content);
  }

  /* Copy, and tell whether anything changed. A sheet that cannot be read is the kernel's business to report. */
  async function copy() {
    if (!page.trusted) return false;
    const sheet = await readSheet().catch(() => null);
    if (panel.isDisposed || sheet === null || typeof sheet !== "object") return false;
    const metadata = context.model.getMetadata("coaching");
    if (same(metadata?.answers, sheet)) return false;
    context.model.setMetadata("coaching", { ...metadata, answers: sheet });
    return true;
  }

  let timer = null;
  let saved = 0;
  const settled = async () => {
    if ((await copy()) && Date.now() - saved < RECENT) await context.save();
  };
  session.iopubMessage.connect((_, message) => {
    if (!message.header.msg_type.startsWith("comm_")) return;
    clearTimeout(timer);
    timer = setTimeout(settled, SETTLE);
  });
  context.saveState.connect(async (_, state) => {
    if (state !== "completed") return;
    saved = Date.now();
    if (await copy()) await context.save();
  });
  panel.disposed.connect(() => clearTimeout(timer));
}
