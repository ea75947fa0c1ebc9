/* Lists whose rows can be ticked: all at once, and how many are. */
(function () {
  "use strict";
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    service: { same: function (clicks, monday) { return [monday, monday, monday, monday]; } },
    picks: {
      all: function (on, options) {
        return options.map(function (one) { return on ? [one[0].value] : []; });
      },
      count: function (picks) {
        const n = picks.filter(function (one) { return one && one.length; }).length;
        return n === 0 ? window.consoleWords("none-ticked") : window.consoleWords("ticked").replace("{ticked}", n);
      },
    },
  });
})();
