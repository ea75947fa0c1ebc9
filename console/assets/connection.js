/* Says so when the console cannot be reached or one has been signed out. Dash itself would say nothing. What was typed
   stays on the screen. */
(function () {
  "use strict";
  const ask = window.fetch;
  let sent = 0, told = 0; // requests so far; how many of them had been sent when trouble was told last

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
    if (status === 401) say("You have been signed out. What you typed is still here.", ["Sign in in a new tab", "/console/sign-in"]);
    else if (status === 403) say("This was refused. Reload the page; if it happens again, tell an administrator.");
    else if (status === 413) say("This is too long to be sent. Shorten it and try again.");
    else if (status === 429) say("Too many requests at once. Wait a moment, then try again.");
    else if (status >= 500) say("The service does not answer properly at the moment. What you typed is still here; try again.");
    else if (status >= 400) say("The page and the service no longer fit together. Reload the page.");
    else say("");
  }

  window.fetch = function (what, how) {
    const ours = typeof what === "string" && what.includes("_dash-");
    const answer = ask.call(window, what, how);
    if (!ours) return answer;
    const number = ++sent;
    return answer.then(
      function (response) { report(response.status, number); return response; },
      function (error) {
        if (!error || error.name !== "AbortError") {
          told = sent;
          say("No connection. What you typed is still here; try again.");
        }
        throw error;
      }
    );
  };
})();
