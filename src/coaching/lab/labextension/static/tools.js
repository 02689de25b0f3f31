/* The bar of a course page, above what scrolls: the code for those who want to see it, and in an exercise what one does at
 * its end. Plain <button> elements with words on them, in the page's own tab order. (JupyterLab's toolbar gives Tab to one
 * of its items only, which may be one that a reader does not need; so in the reading view it is put away.) */
import { checkAnswered, gradeOwn, handIn } from "./endings.js";
import { keepKeys } from "./keys.js";

export function addTools(page) {
  const bar = document.createElement("div");
  bar.className = "coaching-bar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "This page");
  const add = (label, caption, press) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label, title: caption });
    button.addEventListener("click", () => press(button));
    bar.append(button);
    return button;
  };
  if (page.course.role === "exercise") {
    for (const [label, caption, work] of [
      ["Check that everything is answered", "Lists what is still open. It does not say what is right.", checkAnswered],
      ["Grade my own answers", "Grades your answers on this computer and opens the feedback page.", gradeOwn],
      ["Hand in", "How to give your answers to your coach.", handIn],
    ]) {
      add(label, caption, busy(page, work)).className = "coaching-ending";
    }
  }
  const codeButton = add("Show code", "Shows or hides the code behind this page.", () => page.showCode(!page.codeShown));
  keepKeys(bar);
  page.panel.content.node.prepend(bar);
  return { codeButton };
}

/* While a press is at work, its button says so and cannot be pressed again. */
function busy(page, work) {
  return async button => {
    const label = button.textContent;
    button.disabled = true;
    button.textContent = `${label} …`;
    try {
      await work(page);
    } catch (error) {
      await page.say("That did not work", [error.message, "Your answers are safe. Save the page and try once more."]);
    } finally {
      button.disabled = false;
      button.textContent = label;
      button.focus();
    }
  };
}
