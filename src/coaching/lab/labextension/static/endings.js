/* What one does at the end of an exercise. Each press saves first, so that what is looked at is what stands on the page. */

async function post(lab, where, body) {
  const settings = lab.ServerConnection.makeSettings();
  const url = lab.URLExt.join(settings.baseUrl, where);
  const response = await lab.ServerConnection.makeRequest(url, { method: "POST", body: JSON.stringify(body) }, settings);
  if (response.status === 404) throw new Error("This JupyterLab runs without the course's own part. Start it with: python3 course.py start");
  if (!response.ok) throw new Error(`The server answered ${response.status} (${response.statusText}).`);
  return response.json();
}

/* nbgrader's Validate, read for people: the last line of each traceback is the sentence that the test cell raised. */
export async function checkAnswered(page) {
  await page.save();
  const { success, value } = await post(page.lab, "assignments/validate", { path: page.context.localPath });
  if (!success) throw new Error(lastLine(value));
  if (value.type_changed || value.changed) {
    return page.say("Something in this page was changed", [
      `${(value.type_changed ?? value.changed).length} of the course's own cells are not as they came. ` +
        "You can hand in all the same: your coach gets the original cells with your answers in them.",
    ]);
  }
  const open = (value.failed ?? []).map(cell => lastLine(cell.error));
  if (!open.length) return page.say("Everything is answered", ["You can hand in now, or change any answer before you do."]);
  const count = open.length === 1 ? "One task is" : `${open.length} tasks are`;
  return page.say("Not everything is answered yet", [`${count} still open. You can hand in all the same.`], open);
}

const lastLine = html => {
  const text = new DOMParser().parseFromString(String(html), "text/html").body.textContent;
  const plain = text.replace(/\x1b\[[0-9;]*m/g, "").trim().split("\n").pop();
  return plain.replace(/^[\w.]+: /, ""); // the name of the exception
};

/* The server runs the grading in a process of its own: a dead or busy kernel does not matter, and nothing of it stays in the notebook. */
export async function gradeOwn(page) {
  await page.save();
  const { page: path, sentence } = await post(page.lab, "coaching/check", { path: page.context.localPath });
  if (!path) return page.say("Grade my own answers", [sentence]);
  await page.app.commands.execute("docmanager:open", { path, factory: "HTML Viewer" });
}

export async function handIn(page) {
  await page.save();
  const list = "nbgrader:open-assignment-list";
  const other = `Or make one file to mail or upload. In a terminal, in the course's folder: coaching hand-in ${page.slug}`;
  if (!page.app.commands.hasCommand(list)) return page.say("Hand in", ["Your answers are saved.", other]);
  const pressed = await page.say(
    "Hand in",
    ["Your answers are saved. When your coach collects on this computer or server, open the assignment list, find this exercise and press Submit.", other],
    [],
    "Open the assignment list",
  );
  if (pressed) await page.app.commands.execute(list);
}
