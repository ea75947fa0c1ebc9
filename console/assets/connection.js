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

  function say(words, link) {
    const bar = document.getElementById("shell-connection");
    if (!bar) return;
    bar.replaceChildren(document.createTextNode(words));
    if (link) {
      const a = document.createElement("a");
      a.href = link[1];
      a.target = "_blank";
      a.textContent = link[0];
      bar.append(" ", a);
    }
    bar.classList.toggle("shown", Boolean(words));
  }

  /* An answer to what was asked before the trouble does not end it. */
  function report(status, number) {
    if (status < 400 && number <= told) return;
    if (status >= 400) told = sent;
    if (status === 401) say(words("signed-out"), [words("sign-in"), "/console/sign-in"]);
    else if (status === 403) say(words("refused"));
    else if (status === 413) say(words("too-long"));
    else if (status === 429) say(words("too-many"));
    else if (status >= 500) say(words("broken"));
    else if (status >= 400) say(words("outdated"));
    else say("");
  }

  /* Whether something that was sent is not answered yet. */
  window.consoleBusy = function () { return open > 0; };

  window.fetch = function (what, how) {
    const ours = typeof what === "string" && what.includes("_dash-");
    const answer = ask.call(window, what, how);
    if (!ours) return answer;
    const number = ++sent;
    open += 1;
    return answer.then(
      function (response) { open -= 1; report(response.status, number); return response; },
      function (error) {
        open -= 1;
        if (!error || error.name !== "AbortError") {
          told = sent;
          say(words("offline"));
        }
        throw error;
      }
    );
  };
})();
