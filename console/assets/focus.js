/* Where one is stays where it is: a screen drawn afresh gets its focus back; a new screen gets it at its title, another
   part of the same screen at that part's. What was just added gets it at once; where something was removed, its
   neighbour does. A text near its limit says how much is left. */
(function () {
  "use strict";
  let last = "";
  let selection = null;
  let screen = window.location.pathname;
  let part = window.location.search;
  let pressed = null; // the button that changes what is drawn: what it does, where it stood, which fields there were

  document.addEventListener("focusin", function (event) {
    last = event.target.id || "";
    beside = event.target.closest(BESIDE) ? event.target : null;
  });

  /* What stands beside the editor is drawn anew by every save, under whoever has just gone there; so is what says how
     fresh a service is, under whoever has just verified it. */
  const BESIDE = "#questionnaire-outline, #questionnaire-side, #service-freshness";
  let beside = null;
  function back() {
    const gone = beside;
    if (!gone || gone.isConnected || document.activeElement !== document.body) return;
    const alike = Array.from(document.querySelectorAll(BESIDE)).flatMap(function (box) {
      return Array.from(box.querySelectorAll(gone.tagName));
    });
    const same = alike.find(function (one) {
      return gone.id ? one.id === gone.id : one.getAttribute("href") === gone.getAttribute("href") && one.textContent === gone.textContent;
    }) || alike.find(function (one) { return gone.tagName === "A" && one.getAttribute("href") === gone.getAttribute("href"); });
    if (same) focus(same);
  }
  document.addEventListener("selectionchange", function () {
    const at = document.activeElement;
    selection = at && at.id === last && "selectionStart" in at ? [at.selectionStart, at.selectionEnd] : null;
  });

  const FIELDS = '.bench-editor [id*="-field"]:is(input, textarea, select)';

  function kind(button) {
    const found = /"key":"([a-z_]+)/.exec(button.id);
    return found ? found[1] : "";
  }

  function alike(what) {
    return Array.from(document.querySelectorAll('.bench-editor button[id*="\\"' + what + '|"]'));
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest('button[id*="-act\\""]');
    if (!button) return;
    const what = kind(button);
    if (what === "remove_named") return; // it finishes what the button before it began
    const fields = new Set(Array.from(document.querySelectorAll(FIELDS), function (one) { return one.id; }));
    pressed = { what: what, place: alike(what).indexOf(button), fields: fields };
  }, true);

  function focus(element, select) {
    if (!element) return false;
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus({ preventScroll: !select });
    if (select && element.select) element.select();
    return true;
  }

  function added() {
    if (!pressed || !/^(add|duplicate|own)_?/.test(pressed.what)) return null;
    return Array.from(document.querySelectorAll(FIELDS)).find(function (one) { return !pressed.fields.has(one.id); });
  }

  function neighbour() {
    if (!pressed || pressed.place < 0) return null;
    const left = alike(pressed.what);
    return left[Math.min(pressed.place, left.length - 1)];
  }

  function title(selector) {
    const found = document.querySelector(selector);
    if (found) found.tabIndex = -1;
    return found;
  }

  /* A screen asked for one of its texts begins there, once. */
  let begun = "";
  function begin() {
    const box = document.querySelector("#shell-content .unit-begin textarea");
    if (!box || begun === window.location.href) return false;
    begun = window.location.href;
    screen = window.location.pathname;
    box.focus();
    box.scrollIntoView({ block: "center" });
    return true;
  }

  function settle() {
    if (begin()) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const moved = window.location.pathname !== screen;
    const turned = window.location.search !== part;
    screen = window.location.pathname;
    part = window.location.search;
    const fresh = added();
    const again = !moved && last && document.getElementById(last);
    if (!moved && fresh && focus(fresh, true)) { pressed = null; return; }
    if (again && !again.disabled) {
      again.focus({ preventScroll: true });
      if (selection && again.setSelectionRange) {
        try { again.setSelectionRange(selection[0], selection[1]); } catch (_error) { /* not a text box */ }
      }
      return;
    }
    if (!moved && !turned && !pressed && !last) return; // it was just loaded
    const beside = !moved && !turned && neighbour();
    pressed = null;
    if (beside && !beside.disabled) { focus(beside); return; }
    focus((!moved && title(".bench-editor h2")) || title("#shell-content h1"));
  }

  /* A question put back to whoever pressed a button has the focus, and gives it back. */
  let asker = "";
  function answer(asked) {
    if (asked.querySelector(".named h2")) {
      if (!asked.contains(document.activeElement)) asker = last;
      const heading = asked.querySelector(".named h2");
      heading.focus({ preventScroll: true });
      asked.scrollIntoView({ block: "start" });
    } else if (asked.childElementCount > 0) {
      asked.scrollIntoView({ block: "start" }); // two texts that clash: far up the page they would not be seen
    } else if (asker) {
      const again = document.getElementById(asker);
      if (again) focus(again);
      asker = "";
    }
  }

  new MutationObserver(function (changes) {
    for (const change of changes) {
      if (beside && change.removedNodes.length && !beside.isConnected) back();
      if (change.target.id === "questionnaire-clash") answer(change.target);
      if (change.target.id === "_pages_content") { window.requestAnimationFrame(settle); return; }
    }
  }).observe(document.body, { childList: true, subtree: true });

  /* A browser cuts off what does not fit of a text that is pasted, and says nothing. */
  let cut = 0;
  document.addEventListener("paste", function (event) {
    const box = event.target;
    const pasted = event.clipboardData ? event.clipboardData.getData("text").replace(/\r\n/g, "\n").length : 0;
    const room = box.maxLength - box.value?.length + (box.selectionEnd - box.selectionStart);
    cut = box.maxLength > 0 ? Math.max(0, pasted - room) : 0;
  });

  document.addEventListener("input", function (event) {
    const box = event.target;
    const most = box.maxLength;
    const field = box.closest && box.closest(".field");
    if (!field || !(most > 0)) return;
    const left = most - box.value.length;
    const said = cut ? "cut" : "left";
    const count = (cut || left).toLocaleString(document.documentElement.lang || "en");
    if (!cut && left > Math.max(20, most / 10)) field.removeAttribute("data-left");
    else field.setAttribute("data-left", window.consoleWords(said).replace(`{${said}}`, count));
    cut = 0;
  });
})();
