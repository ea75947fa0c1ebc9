/* Files into the console: `<div class="upload" data-to="…">` becomes a form that sends one file to that address and says
   what is wrong with it, line by line. Only what was chosen leaves the page, and only when the button is pressed. */
(function () {
  "use strict";

  function element(name, attributes, words) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    if (words) made.textContent = words;
    return made;
  }

  function draw(box) {
    const form = element("form", { class: "form" });
    const file = element("input", { type: "file", id: "upload-file", accept: ".yaml,.yml", class: "form-control" });
    const replace = element("input", { type: "checkbox", id: "upload-replace", class: "form-check-input" });
    const check = element("div", { class: "form-check field" });
    check.append(replace, element("label", { for: "upload-replace", class: "form-check-label" },
      window.consoleWords("upload-replaces")));
    const field = element("div", { class: "field" });
    field.append(element("label", { for: "upload-file", class: "form-label" }, window.consoleWords("upload-file")), file);
    const send = element("button", { type: "submit", class: "btn btn-primary" }, window.consoleWords("upload-send"));
    const said = element("div", { class: "upload-said", role: "alert", tabindex: "-1" });
    form.append(field, check, send, said);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      take(box.dataset, file.files[0], replace.checked, send, said);
    });
    box.append(form);
  }

  function take(to, file, replace, send, said) {
    if (!file) { tell(said, { message: window.consoleWords("upload-choose") }); return; }
    if (file.size > Number(to.most)) { tell(said, { message: tooLarge(file.size, Number(to.most)) }); return; }
    const parts = new FormData();
    parts.append("file", file);
    parts.append("replace", replace ? "yes" : "");
    send.disabled = true;
    window.fetch(to.to, { method: "POST", body: parts, headers: { Accept: "application/json" } })
      .then(function (answer) {
        return answer.json().catch(function () { return {}; }).then(function (given) {
          if (answer.ok && given.address) window.consoleGo(given.address);
          else tell(said, given.message ? given : { message: reason(answer.status) });
        });
      })
      .catch(function () { tell(said, { message: window.consoleWords("upload-offline") }); })
      .finally(function () { send.disabled = false; });
  }

  /* Said before anything is sent: a browser that is cut short while it sends may show nothing of the answer. */
  function tooLarge(size, most) {
    const megabytes = function (bytes) {
      return (Math.ceil(bytes / 104857.6) / 10).toLocaleString(document.documentElement.lang || "en");
    };
    return window.consoleWords("upload-large").replace("{size}", megabytes(size)).replace("{most}", megabytes(most));
  }

  function reason(status) {
    if (status === 401) return window.consoleWords("upload-signed-out");
    return window.consoleWords("upload-failed");
  }

  function tell(said, given) {
    said.replaceChildren(element("p", { class: "problem" }, given.message));
    const problems = given.problems || [];
    if (problems.length) {
      const list = element("ul", { class: "upload-problems" });
      for (const one of problems) {
        const row = element("li");
        row.append(element("strong", {}, window.consoleWords("upload-line").replace("{line}", one.line).replace("{column}", one.column) + " "), one.message);
        list.append(row);
      }
      said.append(list);
    }
    said.focus();
  }

  new MutationObserver(function () {
    for (const box of document.querySelectorAll(".upload:empty")) draw(box);
  }).observe(document.body, { childList: true, subtree: true });
})();
