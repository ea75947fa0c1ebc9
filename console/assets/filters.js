/* Filters above lists: a form that is sent to the list's own address, here without loading the console anew. */
(function () {
  "use strict";

  function address(form) {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value.trim() !== "") asked.append(name, value.trim());
    }
    const query = asked.toString();
    return form.getAttribute("action") + (query ? "?" + query : "");
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("form.filters")) return;
    event.preventDefault();
    window.consoleGo(address(form));
  });

  document.addEventListener("change", function (event) {
    const form = event.target.closest("form.filters");
    if (form && event.target.matches("select, input[type=date], input[type=checkbox]")) {
      /* after React has taken the value in */
      window.setTimeout(function () { window.consoleGo(address(form)); }, 0);
    }
  });

  document.addEventListener("search", function (event) {
    const form = event.target.closest && event.target.closest("form.filters");
    if (form && event.target.value === "") window.consoleGo(address(form));
  }, true);
})();
