/* After a swap: focus goes to the heading that asks for it; a failed swap says so. No other behaviour. */
(function () {
  "use strict";
  var failed = function () {
    var note = document.getElementById("swap-error");
    if (note) { note.hidden = false; note.scrollIntoView({ block: "nearest" }); }
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:beforeRequest", function () {
    var note = document.getElementById("swap-error");
    if (note) { note.hidden = true; }
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var heading = event.target.querySelector && event.target.querySelector("[data-focus]");
    if (heading) { heading.setAttribute("tabindex", "-1"); heading.focus(); }
  });
})();
