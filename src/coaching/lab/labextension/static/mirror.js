/* Some people hand in only the notebook. So the answer sheet that lies beside it (`answers/<lesson>.json`) is copied into
 * the notebook's metadata, `coaching.answers`: soon after the kernel has spoken, and before a save. A copy that is equal is
 * left alone: nothing becomes dirty for nothing. It never saves by itself (two saves at once are a conflict to
 * JupyterLab): what it changed goes to disk with the next save, which the autosave brings. */
const LARGEST = 1_000_000; // characters; a bigger sheet is not carried along
const SETTLE = 800; // ms after the last word from the kernel

const sorted = value => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]));
};
const same = (one, other) => JSON.stringify(sorted(one ?? null)) === JSON.stringify(sorted(other ?? null));

/* Keeps the mirror of a page; the function that brings it up to date now. */
export function keepMirror(page) {
  const { lab, app, panel, context, session, course } = page;
  if (!/^[\w-][\w.-]*$/.test(course.lesson)) return async () => undefined;
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

  /* A sheet that cannot be read is the kernel's business to report. */
  async function copy() {
    if (!page.trusted) return;
    const sheet = await readSheet().catch(() => null);
    if (panel.isDisposed || sheet === null || typeof sheet !== "object") return;
    const metadata = context.model.getMetadata("coaching");
    if (!same(metadata?.answers, sheet)) context.model.setMetadata("coaching", { ...metadata, answers: sheet });
  }

  let timer = null;
  session.iopubMessage.connect((_, message) => {
    if (!message.header.msg_type.startsWith("comm_")) return;
    clearTimeout(timer);
    timer = setTimeout(copy, SETTLE);
  });
  context.saveState.connect((_, state) => {
    if (state === "completed") copy();
  });
  panel.disposed.connect(() => clearTimeout(timer));
  return copy;
}
