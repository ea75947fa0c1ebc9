/* Who presses a button is taken to the first field that stands against it, where nothing else would show that anything
   happened: the field may be far up the page. Who only passed a field by is left where they are. */
(function () {
  "use strict";
  let pressed = null;

  document.addEventListener("click", function (event) {
    pressed = event.target.closest ? event.target.closest("button") : null;
  }, true);

  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("a[data-field]");
    const field = link && document.getElementById(link.dataset.field);
    if (!field) return;
    event.preventDefault();
    lead(field.querySelector(".problem") || field);
  });

  function show(found) {
    if (!pressed || document.activeElement !== pressed) return;
    pressed = null;
    lead(found);
  }

  function lead(found) {
    for (let box = found.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const field = found.closest(".field");
    const control = field && field.querySelector("input, textarea, select");
    if (control) control.focus({ preventScroll: true });
    (field || found).scrollIntoView({ block: "center" });
  }

  function problem(change) {
    const at = change.target.nodeType === Node.TEXT_NODE ? change.target.parentElement : change.target;
    return at && at.closest(".problem");
  }

  new MutationObserver(function (changes) {
    const said = changes.map(problem).filter(function (one) { return one && one.textContent; });
    const first = Array.from(document.querySelectorAll("#shell-content .problem")).find(function (one) { return said.includes(one); });
    if (first) window.requestAnimationFrame(function () { show(first); });
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
})();
