/* The buttons of a course page, in the notebook's toolbar: the code for those who want to see it, and in an exercise what
 * one does at its end. Plain <button> elements with words on them: reachable by Tab, pressed by Enter or Space. */
import { checkAnswered, gradeOwn, handIn } from "./endings.js";

export function addTools(page) {
  const add = (name, label, caption, press) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.title = caption;
    button.addEventListener("click", () => press(button));
    const item = new page.lab.Widget();
    item.addClass("coaching-tool");
    item.node.append(button);
    page.panel.toolbar.addItem(`coaching-${name}`, item);
    return button;
  };
  if (page.course.role === "exercise") {
    add("check", "Check that everything is answered", "Lists what is still open. It does not say what is right.", busy(page, checkAnswered));
    add("hand-in", "Hand in", "How to give your answers to your coach", busy(page, handIn));
    add("grade", "Grade my own answers", "Grades your answers on this computer and opens the feedback page", busy(page, gradeOwn));
  }
  const codeButton = add("code", "Show code", "Shows or hides the code behind this page", () => page.showCode(!page.codeShown));
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
