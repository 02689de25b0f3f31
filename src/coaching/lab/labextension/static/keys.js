/* JupyterLab's single-key commands ("b" adds a cell, the arrows leave it) must not fire while someone works in a course
 * page. JupyterLab honours the attribute on the focused element only, so it is set as the focus moves. Once the code is
 * shown, the cells themselves take JupyterLab's keys again; the controls in their outputs never do. */
const MARK = "data-lm-suppress-shortcuts";
const OURS = ".coaching-page .jp-OutputArea, .coaching-bar, .coaching-note, .coaching-page.coaching-reading .jp-Notebook";

export function guardKeys(document) {
  document.addEventListener("focusin", event => {
    const target = event.target;
    if (target.closest?.(".cm-editor")) return;
    if (target.closest?.(OURS)) target.setAttribute(MARK, "true");
    else if (target.closest?.(".coaching-page")) target.removeAttribute(MARK);
  });
  // A guarded key press never reaches JupyterLab, and "save" is the one command that everybody uses.
  document.addEventListener("keydown", event => {
    const save = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s";
    if (!save || event.target.getAttribute?.(MARK) !== "true") return;
    event.preventDefault();
    event.target.dispatchEvent(new CustomEvent("coaching:save", { bubbles: true }));
  });
}

/* A key pressed in a notebook, but outside its cells, makes JupyterLab move the focus to the active cell. Not from here. */
export function keepKeys(node) {
  node.addEventListener("keydown", event => {
    const save = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    if (!save) event.stopPropagation();
  });
}
