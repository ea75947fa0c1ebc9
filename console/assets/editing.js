/* Keys and care while texts are edited: nothing typed is lost by leaving, moving or saving with the keyboard. */
(function () {
  "use strict";
  const typed = new Set(); // ids of texts that were changed and not saved

  function field(element) {
    return element && element.closest && element.closest(".bench-editor, .unit") && /^(TEXTAREA|INPUT)$/.test(element.tagName);
  }

  function mark(element, open) {
    if (open) typed.add(element.id); else typed.delete(element.id);
    const unit = element.closest(".unit");
    if (unit) unit.classList.toggle("is-typed", open);
  }

  function waiting() {
    for (const id of typed) if (!document.getElementById(id)) typed.delete(id);
    return typed.size > 0;
  }

  document.addEventListener("input", function (event) {
    if (field(event.target) && event.target.type !== "checkbox") mark(event.target, true);
  });

  /* What is on its way counts as saved until the answer says otherwise: see connection.js. */
  const sent = new Set();
  function send(box) {
    sent.add(box.id);
    mark(box, false);
  }
  document.addEventListener("console-answered", function () { sent.clear(); });
  document.addEventListener("console-not-sent", function () {
    for (const id of sent) { const box = document.getElementById(id); if (box) mark(box, true); }
  });

  /* Fields of the editor save themselves when they are left; those of translations when their button is pressed. */
  document.addEventListener("focusout", function (event) {
    const box = event.target;
    if (!field(box) || !box.closest(".bench-editor")) return;
    if (typed.has(box.id)) left = { at: Date.now(), sent: window.consoleSent() };
    send(box);
  });
  document.addEventListener("click", function (event) {
    const save = event.target.closest && event.target.closest(".unit-save");
    const unit = save && save.closest(".unit");
    const box = unit && unit.querySelector("textarea");
    if (!box) return;
    watch(unit, box);
    if (!unit.querySelector(REFUSED)) send(box);
  });

  /* A translation that was refused is not saved, and whoever went on by key is brought back to it. */
  const REFUSED = ".has-problem, .unit-foot .callout-warning";
  const watched = new WeakSet();
  function watch(unit, box) {
    if (watched.has(unit)) return;
    watched.add(unit);
    let was = Boolean(unit.querySelector(REFUSED));
    new MutationObserver(function () {
      const refused = Boolean(unit.querySelector(REFUSED));
      if (refused && !was) { mark(box, true); box.focus(); }
      if (was && !refused) mark(box, false);
      was = refused;
    }).observe(unit, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
  }

  window.addEventListener("beforeunload", function (event) {
    if (waiting() || window.consoleUnsent() > 0) event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || link.target === "_blank") return;
    const open = document.querySelector(".unit.is-typed") && waiting();
    if ((open || window.consoleUnsent() > 0) && !window.confirm(window.consoleWords(open ? "leave" : "leave-unsent"))) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  function press(selector, within) {
    const found = (within || document).querySelector(selector);
    if (!found || found.disabled) return false;
    found.click();
    return true;
  }

  /* What is typed is saved when its field is left. A button that draws the screen anew waits for that, or it would
     draw what was there before. */
  const DRAWS = '[id*="questionnaire-act"], #questionnaire-undo, #questionnaire-redo';
  const SENT_WITHIN = 800; // ms after a field was left; where nothing is sent, nothing had changed
  let held = null;
  let left = { at: 0, sent: 0 }; // when a field with something typed was left last, and how much had been sent then

  function leaving() {
    return window.consoleSent() === left.sent && Date.now() - left.at < SENT_WITHIN;
  }

  function whenSaved(go) {
    const until = Date.now() + 10000;
    (function look() {
      if ((leaving() || window.consoleBusy()) && Date.now() < until) window.setTimeout(look, 30);
      else window.setTimeout(go, 0);
    })();
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest(DRAWS);
    if (!button || held === button) { held = null; return; }
    if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); event.stopPropagation(); return; }
    const box = document.activeElement;
    const open = field(box) && typed.has(box.id);
    const unsent = window.consoleUnsent() > 0;
    if (!open && !unsent && !leaving() && !window.consoleBusy()) return;
    event.preventDefault();
    event.stopPropagation();
    if (open) box.blur();
    if (unsent) { left = { at: Date.now(), sent: window.consoleSent() }; window.consoleAgain(); }
    window.setTimeout(function () {
      whenSaved(function () {
        const again = document.getElementById(button.id);
        if (!again || window.consoleUnsent() > 0) return; // it would draw over what is not saved
        held = again;
        again.click();
      });
    }, 0);
  }, true);

  /* The part around the focus goes one place up or down; without one, the part that is edited. */
  function move(from, by) {
    const arrow = '[id*="shift|"][id*="|' + by + '\\""]';
    for (let box = from.closest(".movable"); box; box = box.parentElement && box.parentElement.closest(".movable")) {
      if (box.querySelector(arrow)) return press(arrow, box);
    }
    return press(".editor-head " + arrow);
  }

  /* Presses a text's button and goes to the next text; after the last one, to the link to the next page. */
  function andNext(box, button) {
    const found = box.closest(".unit").querySelector(button);
    if (!found || !found.offsetParent) return;
    found.click();
    const boxes = Array.from(document.querySelectorAll(".unit textarea"));
    const next = boxes[boxes.indexOf(box) + 1] || Array.from(document.querySelectorAll("#shell-content .pager a")).pop();
    next?.focus();
  }

  document.addEventListener("keydown", function (event) {
    const at = event.target;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter" && at.matches(".unit textarea")) {
      event.preventDefault();
      andNext(at, ".unit-save");
    } else if (event.altKey && event.key === "Enter" && at.matches(".unit textarea")) {
      event.preventDefault();
      andNext(at, ".unit-approve");
    } else if (command && event.key === "s" && field(at)) {
      event.preventDefault();
      if (at.closest(".unit")) { at.closest(".unit").querySelector(".unit-save")?.click(); return; }
      at.blur(); /* saves */
      at.focus();
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      if (move(at, event.key === "ArrowUp" ? -1 : 1)) event.preventDefault();
    } else if (!command && !event.altKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) {
      if (event.key === "[") press(".go-previous");
      if (event.key === "]") press(".go-next");
    }
  });

  /* The part being edited stays in sight in the outline. */
  let shown = "";
  new MutationObserver(function () {
    const here = document.querySelector(".outline .is-here");
    const address = here ? here.getAttribute("href") : "";
    if (address === shown) return;
    shown = address;
    const box = here && here.closest("#questionnaire-outline");
    if (!box) return;
    const top = here.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + here.offsetHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight / 3;
    }
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();
