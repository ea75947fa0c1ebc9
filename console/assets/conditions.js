/* Conditions while they are typed: names and choices are offered beneath the field (arrow keys, Enter or Tab takes one,
   Escape puts them away, Ctrl Space brings them), and the server says what the condition means so far. */
(function () {
  "use strict";
  const MOST = 12;
  let box = null; // the field that is offered something
  let offers = [];
  let at = -1;
  let timer = 0;

  const list = document.createElement("ul");
  list.id = "condition-offers";
  list.className = "offers";
  list.setAttribute("role", "listbox");
  list.hidden = true;

  function known() {
    const holder = document.getElementById("questionnaire-names");
    try { return inTime(JSON.parse(holder.dataset.names)); } catch (_error) { return null; }
  }

  /* What says when a question is asked can only speak of what was asked before it. */
  function inTime(words) {
    const key = box ? JSON.parse(box.id).key.split("|") : [""];
    if (!/^(choice_|row_)?show_if$/.test(key[0])) return words;
    const own = words.names.findIndex(function (one) { return one[0].split(".")[0] === key[1]; });
    const late = function (one, place) { return one[3] === "asked" && own >= 0 && place >= own; };
    words.names = words.names.filter(function (one, place) { return !late(one, place) && !/^(band|flag)\(/.test(one[0]); });
    return words;
  }

  function is(element) { return Boolean(element && element.matches && element.matches("textarea.condition-text")); }

  /* What stands before the caret decides: a name that is compared, or the beginning of a name. */
  function offered(before, words) {
    const compared = /((?:band|score)\(\s*\w+\s*\)|[a-z_][\w.]*)(?:\s*@\s*\w+)?\s*(==|!=|(?:not\s+)?in\s*\[(?:[^\]]*,)?)\s*("?)([^"\n]*)$/.exec(before);
    if (compared && (compared[3] || /^[\p{L}\p{N}_]*$/u.test(compared[4]))) {
      return choices(compared[1].replace(/\s/g, ""), compared[4], words, Boolean(compared[3]));
    }
    const picked = /(?:^|[\s(])"([^"\n]*)$/.exec(before);
    if (picked && before.split('"').length % 2 === 0) return everyChoice(picked[1], words);
    if (/(?:[")\]]|(?:^|[^\w.])\d[\d.]*)$/.test(before)) return []; // a value that is complete
    const operator = /(?:^|[\s(])((?:band|score)\(\s*\w+\s*\)|[a-z_][\w.]*)\s+$/.exec(before);
    if (operator && ofName(operator[1], words) !== null) return operators(ofName(operator[1], words));
    if (/("|\)|\d|\])\s+$/.test(before)) return ["and ", "or "].map(function (word) { return { put: word, cut: 0, says: "" }; });
    const begun = /[a-z_][\w.]*\(?\w*$/i.exec(before);
    return names(begun ? begun[0] : "", words);
  }

  function ofName(name, words) {
    const found = words.names.find(function (one) { return one[0] === name.replace(/\s/g, ""); });
    return found ? found[2] : null;
  }

  function operators(of) {
    const several = of.startsWith("several:");
    const signs = of === "number" ? [">= ", "> ", "<= ", "< ", "== ", "!= "] : several ? [] : ["== ", "!= ", "in ["];
    return signs.map(function (sign) { return { put: sign, cut: 0, says: "" }; });
  }

  /* By their codes or by their words, in any script. */
  function choices(name, begun, words, quoted) {
    const of = ofName(name, words);
    const values = of ? words.values[of] || words.values[of.replace("several:", "list:")] : null;
    if (!values) return [];
    return fitting(values, begun).map(function (one) {
      return { put: (quoted ? "" : '"') + one[0] + '"', cut: begun.length, shown: '"' + one[0] + '"', says: one[1] };
    });
  }

  /* `"cannabis" in drugs`: the choices of all questions with several answers. */
  function everyChoice(begun, words) {
    const found = [];
    for (const [name, , of] of words.names) {
      if (!of.startsWith("several:")) continue;
      for (const one of fitting(words.values[of.replace("several:", "list:")] || [], begun)) {
        found.push({ put: one[0] + '" in ' + name, cut: begun.length, shown: '"' + one[0] + '" in ' + name, says: one[1] });
      }
    }
    return found;
  }

  function fitting(pairs, begun) {
    const low = begun.toLowerCase();
    const first = pairs.filter(function (one) { return one[0].toLowerCase().startsWith(low); });
    return first.concat(pairs.filter(function (one) { return !first.includes(one) && one[1].toLowerCase().includes(low); }));
  }

  function names(begun, words) {
    const found = [];
    for (const one of fitting(words.names, begun)) {
      if (one[2].startsWith("several:")) continue; // offered with their choices, behind a quotation mark
      if (one[0] === begun) continue;
      found.push({ put: one[0], cut: begun.length, says: one[1] });
    }
    return found;
  }

  function draw() {
    list.hidden = offers.length === 0;
    list.setAttribute("aria-label", window.consoleWords("conditions"));
    list.replaceChildren();
    offers.forEach(function (one, index) {
      const row = document.createElement("li");
      row.id = "condition-offer-" + index;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(index === at));
      const code = document.createElement("code");
      code.textContent = one.shown || one.put.trim();
      row.append(code, " ", one.says);
      row.addEventListener("mousedown", function (event) { event.preventDefault(); take(index); });
      list.append(row);
    });
    if (!box) return;
    box.setAttribute("aria-autocomplete", "list");
    if (list.hidden) box.removeAttribute("aria-controls"); else box.setAttribute("aria-controls", list.id);
    if (at < 0 || list.hidden) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", "condition-offer-" + at);
    if (!list.hidden) place();
    const chosen = list.children[at];
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
  }

  function place() {
    const field = box.getBoundingClientRect();
    list.style.left = field.left + window.scrollX + "px";
    list.style.width = Math.min(field.width, 560) + "px";
    const room = window.innerHeight - field.bottom, high = list.offsetHeight;
    const top = room < high + 8 && field.top > high + 8 ? field.top - high - 2 : field.bottom + 2;
    list.style.top = top + window.scrollY + "px";
  }

  function close() { offers = []; at = -1; draw(); }

  function offer(always) {
    const words = known();
    if (!box || !words || box.selectionStart !== box.selectionEnd) { close(); return; }
    const before = box.value.slice(0, box.selectionStart);
    offers = before.trim() || always ? offered(before, words).slice(0, MOST) : [];
    at = -1;
    draw();
  }

  function take(index) {
    const one = offers[index];
    const end = box.selectionStart;
    const start = end - one.cut;
    let rest = box.value.slice(end);
    if (one.put.endsWith('"') && rest.startsWith('"')) rest = rest.slice(1);
    const set = Object.getOwnPropertyDescriptor(window.HTMLTextAreaElement.prototype, "value").set;
    set.call(box, box.value.slice(0, start) + one.put + rest);
    const caret = start + one.put.length;
    box.setSelectionRange(caret, caret);
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Tells the server what stands there, once the typing pauses; once more when the field is left, for the answer to what
     stood there before must not come last. */
  let told = null;
  function ask(asked, left) {
    if (!asked.isConnected) return;
    told = asked;
    const about = { key: JSON.parse(asked.id).key, text: asked.value, left: left };
    window.dash_clientside.set_props("questionnaire-typing", { data: about });
  }
  function tell() {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, 350, box, false);
  }

  document.addEventListener("input", function (event) {
    if (!is(event.target)) return;
    box = event.target;
    offer(false);
    tell();
  });
  document.addEventListener("focusin", function (event) {
    if (event.target !== box) close();
    box = is(event.target) ? event.target : null;
    if (box && !list.isConnected) document.body.append(list);
  });
  document.addEventListener("focusout", function (event) {
    if (!is(event.target)) return;
    window.clearTimeout(timer);
    if (told === event.target) ask(told, true);
    told = null;
    close();
  });
  window.addEventListener("resize", close);

  document.addEventListener("keydown", function (event) {
    if (!is(event.target) || event.isComposing) return;
    box = event.target;
    if (event.ctrlKey && event.key === " ") { event.preventDefault(); offer(true); return; }
    if (list.hidden) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      at = (at + by + offers.length + (at < 0 && by < 0 ? 1 : 0)) % offers.length;
      draw();
    } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      take(at);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }, true);
})();
