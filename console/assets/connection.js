/* Says so when the console cannot be reached or one has been signed out. Dash itself would say nothing. What was typed
   stays on the screen. */
(function () {
  "use strict";
  const ask = window.fetch;
  let open = 0; // requests that are not answered yet
  let sent = 0, told = 0; // requests so far; how many of them had been sent when trouble was told last

  /* What scripts say, in the reader's language: see SAID_BY_SCRIPTS in frame.py. */
  function words(name) {
    const said = document.getElementById("shell-words");
    return (said && said.getAttribute("data-" + name)) || "";
  }
  window.consoleWords = words;

  let shown = ""; // what the bar is about
  const TELLS = [413, 422]; // answers that say themselves what of what was typed cannot be kept

  function say(about, text, link, act) {
    const bar = document.getElementById("shell-connection");
    if (!bar) return;
    shown = about;
    bar.replaceChildren(document.createTextNode(text));
    if (link) {
      const a = document.createElement("a");
      a.href = link[1];
      a.target = "_blank";
      a.textContent = link[0];
      bar.append(" ", a);
    }
    if (act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-secondary";
      button.textContent = act[0];
      button.addEventListener("click", act[1]);
      bar.append(" ", button);
    }
    bar.classList.toggle("shown", Boolean(text));
    bar.classList.toggle("soon", about === "session");
  }

  /* What could not be sent can be tried again at once: see unsent.js. */
  function trouble(text, link) {
    const again = window.consoleUnsent && window.consoleUnsent() > 0;
    say("trouble", text, link, again ? [words("again"), window.consoleAgain] : null);
  }

  /* An answer to what was asked before the trouble does not end it. Status 0: there was none. */
  function report(status, number) {
    const failed = status === 0 || status >= 400;
    if (!failed && number <= told) return;
    if (failed) told = sent;
    if (!failed && shown === "trouble") say("", "");
    const about = { detail: { status: status, number: number } };
    document.dispatchEvent(new CustomEvent(failed ? "console-not-sent" : "console-answered", about));
    if (status === 0) trouble(words("offline"));
    else if (status === 401) trouble(words("signed-out"), [words("sign-in"), "/console/sign-in"]);
    else if (status === 403) trouble(words("refused"));
    else if (status === 429) trouble(words("too-many"));
    else if (status >= 500) trouble(words("broken"));
    else if (status >= 400 && !TELLS.includes(status)) trouble(words("outdated"));
  }

  window.addEventListener("offline", function () { trouble(words("offline")); });
  window.addEventListener("online", function () {
    if (shown === "trouble" && !(window.consoleUnsent && window.consoleUnsent())) say("", "");
  });

  /* Each answer tells how long the session goes on: unused, and at most. A warning comes while there is time to act. */
  const EARLY = 300; // seconds
  let alarm = null;
  function clock(response) {
    const left = (response.headers.get("Session-Ends-In") || "").split(" ").map(Number);
    if (left.length !== 2) return;
    if (shown === "session") say("", "");
    window.clearTimeout(alarm);
    const ends = Date.now() + left[0] * 1000;
    const last = left[0] === left[1];
    alarm = window.setTimeout(warn, Math.max(0, (left[0] - EARLY) * 1000), ends, last);
  }

  function warn(ends, last) {
    const minutes = Math.ceil((ends - Date.now()) / 60000);
    if (minutes <= 0) { say("trouble", words("signed-out"), [words("sign-in"), "/console/sign-in"]); return; }
    const text = words(last ? "at-last" : "soon").replace("{minutes}", minutes);
    if (shown !== "trouble") say("session", text, null, last ? null : [words("stay"), stay]);
    alarm = window.setTimeout(warn, 30000, ends, last);
  }

  function stay() {
    ask.call(window, "/console/stay", { method: "POST" }).then(
      function (response) { if (response.ok) clock(response); else report(response.status, ++sent); },
      function () { say("trouble", words("offline")); }
    );
  }

  /* Whether something that was sent is not answered yet, or Dash has not drawn what was answered: until then the
     screen still holds the versions of before, and what is sent with them would be refused. */
  window.consoleBusy = function () {
    if (open > 0 || !window.store) return open > 0;
    return Object.entries(window.store.getState().callbacks).some(function (stage) {
      return stage[0] !== "stored" && stage[0] !== "completed" && stage[1].length > 0;
    });
  };
  /* How much was sent so far. */
  window.consoleSent = function () { return sent; };

  window.fetch = function (what, how) {
    const ours = typeof what === "string" && what.includes("_dash-");
    const answer = ask.call(window, what, how);
    if (!ours) return answer;
    const number = ++sent;
    open += 1;
    return answer.then(
      function (response) {
        open -= 1;
        clock(response);
        report(response.status, number);
        if (TELLS.includes(response.status)) response.clone().json().then(function (given) { say("trouble", given.message); });
        return response;
      },
      function (error) {
        open -= 1;
        if (!error || error.name !== "AbortError") report(0, number);
        throw error;
      }
    );
  };
})();
