/* A course notebook as a page: it starts by itself when JupyterLab trusts it, starts again with its kernel, hides the
 * code of its cards, and says so when it cannot work. The state is in `data-coaching-state` of the panel:
 * held (waits for Start) · starting · ready · failed (a cell raised) · stopped (no kernel) · offline (no connection). */
import { addTools } from "./tools.js";
import { keepMirror } from "./mirror.js";
import { Note } from "./note.js";

const PATIENCE = 4000; // ms without a connection before we say so
const isOpener = cell => (cell.model.getMetadata("tags") ?? []).includes("course");
const isCard = cell => isOpener(cell) || (cell.model.getMetadata("tags") ?? []).includes("card");

export class Page {
  constructor(lab, app, panel, course) {
    Object.assign(this, { lab, app, panel, course });
    this.context = panel.context;
    this.session = panel.sessionContext;
    this.crashes = 0;
    this.turn = 0;
    panel.addClass("coaching-page");
    this.dressCells();
    this.context.model.cells.changed.connect(() => this.dressCells());
    this.trusted = this.codeCells().every(cell => cell.model.trusted);
    this.note = new Note(panel);
    this.tools = addTools(this);
    this.showCode(!this.trusted || course.role === "code-track");
    this.mirror = keepMirror(this);
    panel.node.addEventListener("coaching:save", () => this.save());
    this.follow();
    if (this.trusted) this.session.ready.then(() => this.run());
    else this.hold();
  }

  /* The assignment that this page belongs to: the name of its folder. */
  get slug() {
    return this.lab.PathExt.basename(this.lab.PathExt.dirname(this.context.localPath));
  }

  /* A dialog of paragraphs and a list. True when the button named `action` was pressed. */
  async say(title, paragraphs, list = [], action = null) {
    const node = document.createElement("div");
    node.className = "coaching-said";
    const fill = (parent, tag, texts) => {
      for (const text of texts) parent.append(Object.assign(document.createElement(tag), { textContent: text }));
    };
    fill(node, "p", paragraphs);
    if (list.length) {
      const entries = document.createElement("ul");
      fill(entries, "li", list);
      node.append(entries);
    }
    const { Dialog, showDialog, Widget } = this.lab;
    const close = Dialog.cancelButton({ label: "Close" });
    const buttons = action ? [close, Dialog.okButton({ label: action })] : [Dialog.okButton({ label: "Close" })];
    const { button } = await showDialog({ title, body: new Widget({ node }), buttons });
    return button.accept && Boolean(action);
  }

  codeCells() {
    return this.panel.content.widgets.filter(cell => cell.model.type === "code");
  }

  dressCells() {
    for (const cell of this.codeCells()) cell.toggleClass("coaching-card-cell", isCard(cell));
  }

  /* Save with the answers of this moment; one save at a time. */
  save() {
    this.saving ??= this.mirror()
      .then(() => this.context.save())
      .finally(() => (this.saving = null));
    return this.saving;
  }

  state(name) {
    if (!this.panel.isDisposed) this.panel.node.dataset.coachingState = name;
  }

  showCode(shown) {
    this.codeShown = shown;
    this.panel.toggleClass("coaching-reading", !shown);
    this.panel.toolbar.setHidden(!shown);
    this.tools.codeButton.setAttribute("aria-pressed", String(shown));
  }

  hold() {
    this.state("held");
    this.note.show({
      kind: "ask",
      text:
        "This page has not been started, because it did not come from the course on this computer. " +
        "Start runs the code in it, and that code can do whatever you can do on this computer. " +
        "Start it only when you know who made it. The code is shown below.",
      action: "Start",
      act: () => {
        for (const cell of this.codeCells()) cell.model.trusted = true;
        this.trusted = true;
        this.showCode(this.course.role === "code-track");
        return this.run();
      },
    });
  }

  /* Run the cards one by one, so that one that fails does not take the others with it. */
  async run() {
    const turn = ++this.turn;
    const overtaken = () => this.panel.isDisposed || turn !== this.turn;
    if (!this.session.session?.kernel) return this.judge();
    this.state("starting");
    this.note.show({ kind: "quiet", text: "Getting this page ready …" });
    for (const cell of this.codeCells().filter(isCard)) {
      let problem = null;
      try {
        const reply = await this.lab.CodeCell.execute(cell, this.session);
        if (reply?.content.status === "error") problem = new Error(`${reply.content.ename}: ${reply.content.evalue}`);
      } catch (error) {
        problem = error;
      }
      if (overtaken()) return;
      if (problem && isOpener(cell)) return this.fail(problem);
    }
    this.crashes = 0;
    this.state("ready");
    this.note.clear();
  }

  fail(problem) {
    this.state("failed");
    this.note.show({
      kind: "warn",
      text:
        `This page could not start (${problem.message}). Your saved answers are safe. Try again; if it stays like this, ` +
        "close the course and start it again with: python3 course.py start",
      action: "Try again",
      act: () => this.session.restartKernel(),
    });
  }

  /* What the kernel does: a fresh one makes the page run again, a lost one is said in words. */
  follow() {
    this.session.statusChanged.connect((_, status) => {
      if (status === "restarting" || status === "autorestarting") {
        this.turn++; // whatever ran, ran in the old kernel
        this.fresh = true;
        if (status === "autorestarting" && ++this.crashes > 1) this.gaveUp();
        this.lookAgain();
      } else if (status === "idle" && this.fresh) this.begin();
      else this.judge();
    });
    this.session.connectionStatusChanged.connect(() => this.judge());
    this.session.kernelChanged.connect((_, change) => {
      if (!change.newValue) return this.judge();
      if (!this.wasRunning) return; // the first kernel: the page starts when its session is ready
      this.turn++;
      this.fresh = true;
      if (change.newValue.status === "idle") this.begin(); // else its first "idle" does it; a restart tells both ways
    });
    this.session.ready.then(() => {
      this.wasRunning = true;
      this.judge();
    });
  }

  begin() {
    this.fresh = false;
    if (!this.trusted || this.panel.isDisposed) return;
    if (this.crashes > 1) this.gaveUp();
    else this.run();
  }

  gaveUp() {
    this.stopped("The part of the course that computes has stopped twice while this page was starting.");
  }

  /* A fresh kernel says "idle" when it is there. That word can pass before anybody listens: the server starts a kernel
   * that died on new ports, and a connection made in that moment may still listen at the old ones, where nobody ever
   * speaks again. A new connection finds the right ones, and asks. */
  lookAgain() {
    clearTimeout(this.look);
    this.look = setTimeout(() => {
      const kernel = this.session.session?.kernel;
      if (!this.fresh || this.panel.isDisposed) return;
      if (kernel?.status === "idle") this.begin();
      else if (!kernel || kernel.status === "dead") this.judge();
      else {
        kernel.reconnect().catch(() => undefined);
        this.lookAgain();
      }
    }, PATIENCE);
  }

  judge() {
    if (this.panel.isDisposed || !this.session.isReady || !this.trusted) return;
    const kernel = this.session.session?.kernel;
    if (!kernel || kernel.status === "dead") {
      this.stopped("The part of the course that computes (the kernel) has stopped.");
    } else if (kernel.connectionStatus !== "connected") {
      this.patience ??= setTimeout(() => {
        this.patience = null;
        const now = this.session.session?.kernel;
        if (now && now.connectionStatus !== "connected" && !this.panel.isDisposed) this.offline();
      }, PATIENCE);
    } else if (this.panel.node.dataset.coachingState === "offline") {
      this.state("ready");
      this.note.clear();
    }
  }

  stopped(what) {
    this.turn++;
    this.state("stopped");
    this.note.show({
      kind: "warn",
      text: `${what} What you answered before is saved; what you click now is not. Start it again to go on.`,
      action: "Start again",
      act: () => this.revive(),
    });
  }

  offline() {
    this.state("offline");
    this.note.show({
      kind: "warn",
      text:
        "There is no connection to the course, so what you click now is not saved. Is the window in which you started " +
        "it still open? If not, start it again there (python3 course.py start) and reload this page.",
      action: "Try to connect",
      act: () => this.session.session?.kernel?.reconnect(),
    });
  }

  async revive() {
    this.crashes = 0;
    const name = this.context.model.getMetadata("kernelspec")?.name ?? "python3";
    try {
      if (!this.session.session?.kernel) throw new Error("no kernel to restart");
      await this.session.restartKernel();
    } catch {
      await this.session.shutdown().catch(() => undefined);
      await this.session.changeKernel({ name });
    }
  }
}
