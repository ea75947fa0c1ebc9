/* Where one is stays where it is: a screen drawn afresh gets its focus back; a new screen gets it at its title. A text
   near its limit says how much is left. */
(function () {
  "use strict";
  let last = "";
  let selection = null;
  let screen = window.location.pathname;

  document.addEventListener("focusin", function (event) { last = event.target.id || ""; });
  document.addEventListener("selectionchange", function () {
    const at = document.activeElement;
    selection = at && at.id === last && "selectionStart" in at ? [at.selectionStart, at.selectionEnd] : null;
  });

  function settle() {
    if (document.activeElement && document.activeElement !== document.body) return;
    if (window.location.pathname !== screen) {
      screen = window.location.pathname;
      last = "";
      const title = document.querySelector("#shell-content h1");
      if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); }
      return;
    }
    const again = last && document.getElementById(last);
    if (!again) return;
    again.focus({ preventScroll: true });
    if (selection && again.setSelectionRange) {
      try { again.setSelectionRange(selection[0], selection[1]); } catch (_error) { /* not a text box */ }
    }
  }

  new MutationObserver(function (changes) {
    for (const change of changes) {
      if (change.target.id === "_pages_content") { window.requestAnimationFrame(settle); return; }
    }
  }).observe(document.body, { childList: true, subtree: true });

  document.addEventListener("input", function (event) {
    const box = event.target;
    const most = box.maxLength;
    const field = box.closest && box.closest(".field");
    if (!field || !(most > 0)) return;
    const left = most - box.value.length;
    if (left > Math.max(20, most / 10)) field.removeAttribute("data-left");
    else field.setAttribute("data-left", window.consoleWords("left").replace("{left}", left));
  });
})();
