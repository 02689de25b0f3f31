/* The container JupyterLab looks for (webpack module federation), written by hand: there is nothing to build.
 * `init` receives the modules that JupyterLab shares; `get("./extension")` answers with the plugin. */
(() => {
  const here = document.currentScript.src;
  let scope;

  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    if (!versions.length) throw new Error(`JupyterLab does not share ${name}`);
    const pick = versions.find(version => version.loaded) ?? versions[0];
    return (await pick.get())();
  }

  async function extension() {
    const [apputils, cells, coreutils, notebook, services, widgets, own] = await Promise.all([
      shared("@jupyterlab/apputils"),
      shared("@jupyterlab/cells"),
      shared("@jupyterlab/coreutils"),
      shared("@jupyterlab/notebook"),
      shared("@jupyterlab/services"),
      shared("@lumino/widgets"),
      import(new URL("./plugin.js", here)),
    ]);
    const lab = { ...apputils, ...cells, ...coreutils, ...notebook, ...services, Widget: widgets.Widget };
    return own.makePlugin(lab);
  }

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB["coaching-lab"] = {
    init(shareScope) {
      scope = shareScope;
    },
    async get(module) {
      if (module !== "./extension") throw new Error(`coaching-lab has no module ${module}`);
      const plugin = await extension();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
