/* One plugin: every notebook whose metadata names a lesson of the course becomes a page. All others are left alone. */
import { guardKeys } from "./keys.js";
import { Page } from "./page.js";

export function makePlugin(lab) {
  return {
    id: "coaching-lab:plugin",
    description: "Course notebooks for people who read and click.",
    autoStart: true,
    requires: [lab.INotebookTracker],
    activate: (app, tracker) => {
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet" });
      style.href = new URL("./course.css", import.meta.url).href;
      document.head.append(style);
      guardKeys(document);
      const open = async (_, panel) => {
        await panel.context.ready;
        const course = panel.context.model.getMetadata("coaching");
        if (typeof course?.lesson === "string") new Page(lab, app, panel, course);
      };
      tracker.forEach(panel => open(tracker, panel));
      tracker.widgetAdded.connect(open);
    },
  };
}
