import { keepKeys } from "./keys.js";

/* The one place at the top of a page where it speaks: a question with a button, a warning with the mend, or a quiet word. */
export class Note {
  constructor(panel) {
    this.node = document.createElement("div");
    this.node.className = "coaching-note";
    this.node.setAttribute("role", "status");
    this.node.hidden = true;
    keepKeys(this.node);
    panel.content.node.prepend(this.node);
  }

  show({ kind, text, action, act }) {
    const words = document.createElement("p");
    words.textContent = text;
    this.node.dataset.kind = kind;
    this.node.replaceChildren(words);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = action;
      button.addEventListener("click", async () => {
        button.disabled = true;
        try {
          await act();
        } catch (error) {
          words.textContent = `That did not work (${error.message}). Close the course and start it again with: python3 course.py start`;
        } finally {
          button.disabled = false;
        }
      });
      this.node.append(button);
    }
    this.node.hidden = false;
  }

  clear() {
    this.node.hidden = true;
    this.node.replaceChildren();
  }
}
