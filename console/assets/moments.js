/* Points in time come in UTC and are shown in the reader's own time. Only the text is changed, never the element: it
   belongs to the page's renderer. */
(function () {
  "use strict";
  const shape = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

  function own(element) {
    const at = element.getAttribute("datetime") || "";
    const text = element.firstChild;
    if (!at.includes("T") || !text || element.title === at) return;
    element.title = at;
    text.nodeValue = shape.format(new Date(at));
  }

  new MutationObserver(function () {
    document.querySelectorAll("#react-entry-point time[datetime]").forEach(own);
  }).observe(document.body, { childList: true, subtree: true });
})();
