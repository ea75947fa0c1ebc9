/* The outline of a long questionnaire: what is typed above it filters it, sections fold, arrow keys go through it. Only
   how it is shown changes; who folds what is forgotten with the page. */
(function () {
  "use strict";
  const folded = new Set(); // addresses of sections

  function outline() { return document.getElementById("questionnaire-outline"); }
  function box() { return document.getElementById("questionnaire-find-part"); }
  function head(rows) { return rows.querySelector(".outline-section"); }

  function apply() {
    const whole = outline();
    if (!whole) return;
    const wanted = box() ? box().value.trim().toLowerCase() : "";
    let found = 0;
    for (const rows of whole.querySelectorAll(".outline-rows")) found += show(rows, wanted);
    const none = document.getElementById("questionnaire-find-none");
    if (none) none.hidden = found > 0;
  }

  function show(rows, wanted) {
    const section = head(rows);
    const fold = Boolean(section && !wanted && folded.has(section.getAttribute("href")));
    const all = !wanted || Boolean(section && section.textContent.toLowerCase().includes(wanted));
    let shown = 0;
    for (const row of rows.children) {
      const here = row.querySelector(".is-here");
      const kept = section && row.contains(section);
      row.hidden = fold ? !kept && !here : !all && !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) shown += 1;
    }
    rows.hidden = shown === 0;
    const button = rows.querySelector(".outline-fold");
    if (button) button.setAttribute("aria-expanded", String(!fold));
    return shown;
  }

  function turn(rows, fold) {
    const section = rows && head(rows);
    if (!section) return false;
    const address = section.getAttribute("href");
    if (fold === folded.has(address)) return false;
    if (fold) folded.add(address); else folded.delete(address);
    apply();
    return true;
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest(".outline-fold");
    if (button) turn(button.closest(".outline-rows"), button.getAttribute("aria-expanded") === "true");
  });
  document.addEventListener("input", function (event) {
    if (event.target === box()) apply();
  });

  function links() {
    return Array.from(outline().querySelectorAll(".outline-link")).filter(function (one) { return one.offsetParent; });
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !outline()) return;
    const at = event.target;
    if (at === box()) {
      if (event.key === "ArrowDown" || event.key === "Enter") { event.preventDefault(); links()[0]?.focus(); }
      if (event.key === "Enter" && box().value.trim()) document.activeElement.click();
      return;
    }
    if (!at.matches || !at.matches("#questionnaire-outline .outline-link")) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      (links()[links().indexOf(at) + by] || (by < 0 && box()) || at).focus();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const rows = at.closest(".outline-rows");
      if (!turn(rows, event.key === "ArrowLeft")) return;
      event.preventDefault();
      head(rows).focus();
    }
  });

  new MutationObserver(function (changes) {
    if (changes.some(function (one) { return one.addedNodes.length && one.target.closest && one.target.closest("#_pages_content, #questionnaire-outline"); })) apply();
  }).observe(document.body, { childList: true, subtree: true });
})();
