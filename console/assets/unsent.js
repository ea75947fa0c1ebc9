/* What was typed into the editor and could not be sent is sent again as soon as that may work: when there is a connection
   again, when one comes back from signing in, when the button in the bar is pressed, after a while. */
(function () {
  "use strict";
  const LATER = 10000; // ms
  const SELDOM = 2000;
  const touched = new Set(); // ids of fields that were typed into
  const sending = new Map(); // id of a field that was left -> how much had been sent before it
  const unsent = new Set();
  let timer = 0, tried = 0;

  function field(element) {
    return element.closest ? element.closest('.bench-editor [id*="-field\\""]') : null;
  }

  document.addEventListener("input", function (event) {
    const box = field(event.target);
    if (box) touched.add(box.id);
  });
  for (const kind of ["change", "focusout"]) {
    document.addEventListener(kind, function (event) {
      const box = field(event.target);
      if (box && touched.delete(box.id)) sending.set(box.id, window.consoleSent());
    }, true); // before Dash hears of it and sends
  }

  document.addEventListener("console-answered", function (event) {
    for (const [id, before] of sending) if (before < event.detail.number) sending.delete(id);
    if (left() > 0) again();
  });
  document.addEventListener("console-not-sent", function (event) {
    for (const [id, before] of sending) {
      if (before < event.detail.number) { sending.delete(id); unsent.add(id); }
    }
    const passing = event.detail.status === 0 || event.detail.status === 429 || event.detail.status >= 500;
    if (passing && left() > 0) { window.clearTimeout(timer); timer = window.setTimeout(again, LATER); }
  });

  function left() {
    for (const id of unsent) if (!document.getElementById(id)) unsent.delete(id);
    return unsent.size;
  }

  /* Dash holds what was typed, and sends it when it is set anew. */
  function again() {
    window.clearTimeout(timer);
    if (left() === 0 || !window.navigator.onLine) return;
    tried = Date.now();
    for (const id of Array.from(unsent)) {
      const named = JSON.parse(id);
      const there = window.dash_component_api.getLayout(named);
      unsent.delete(id);
      if (!there) continue;
      sending.set(id, window.consoleSent());
      window.dash_clientside.set_props(named, { value: there.props.value });
    }
  }
  window.consoleAgain = again;
  /* How many fields hold what could not be sent. */
  window.consoleUnsent = left;

  window.addEventListener("online", again);
  window.addEventListener("focus", function () { if (Date.now() - tried > SELDOM) again(); });
})();
