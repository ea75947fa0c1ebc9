/* The frame: light and dark, the rail, keys. Nothing is stored: a choice lasts until the window is reloaded. */
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;

  function paint() {
    root.dataset.bsTheme = chosen || (dark.matches ? "dark" : "light");
  }
  dark.addEventListener("change", paint);
  paint();

  /* Goes to an address of the console without loading it anew, as its own links do. */
  function go(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }
  window.consoleGo = go;

  function prefix() {
    return JSON.parse(document.getElementById("_dash-config").textContent).requests_pathname_prefix;
  }

  function railOpen(open) {
    root.classList.toggle("rail-open", open);
  }
  document.addEventListener("click", function (event) {
    const inRail = event.target.closest("#shell-rail a");
    const outside = !event.target.closest("#shell-rail, #shell-rail-toggle");
    if (inRail || outside) railOpen(false);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    shell: {
      theme: function () {
        chosen = root.dataset.bsTheme === "dark" ? "light" : "dark";
        paint();
        return "";
      },
      rail: function () {
        const wide = window.matchMedia("(min-width: 62rem)").matches;
        if (wide) root.classList.toggle("rail-narrow");
        else railOpen(!root.classList.contains("rail-open"));
        return "";
      },
      keys: function (clicks) {
        return Boolean(clicks);
      },
      mark: function (pathname, covers, ids) {
        const base = prefix();
        const here = "/" + (pathname || "").slice(base.length).replace(/\/+$/, "");
        const lit = (covers || {})[here] || here;
        return ids.map(function (id) { return id.key === lit; });
      },
    },
  });

  const GOES = { h: "", q: "questionnaires", r: "reviews", t: "translations", d: "services", s: "statistics", y: "history" };
  let waiting = false;

  function typing(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") railOpen(false);
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (waiting) {
      waiting = false;
      if (event.key in GOES) {
        event.preventDefault();
        const link = document.querySelector('#shell-rail a[href="' + prefix() + GOES[event.key] + '"]');
        if (link) go(link.getAttribute("href"));
      }
      return;
    }
    if (event.key === "g") {
      waiting = true;
      window.setTimeout(function () { waiting = false; }, 1200);
    } else if (event.key === "/" || event.key === "f") {
      const box = document.querySelector(event.key === "/" ? "#shell-search" : "#shell-content form.filters :is(input, select), #questionnaire-find-part");
      if (box) { event.preventDefault(); box.focus(); if (box.select) box.select(); }
    } else if (event.key === "?") {
      document.getElementById("shell-keys-open")?.click();
    }
  });
})();
