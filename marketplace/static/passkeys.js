/* Passkeys beside allauth's own script: says in words why one did not work, and where this browser has none. */
(function () {
  "use strict";
  var note = document.getElementById("passkey-failed");
  var show = function (which) {
    if (!note) { return; }
    note.querySelectorAll("[data-when]").forEach(function (words) { words.hidden = words.dataset.when !== which; });
    note.hidden = false;
  };
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    var name = event.detail && event.detail.exception && event.detail.exception.name;
    show(name === "InvalidStateError" ? "known" : name === "NotAllowedError" ? "cancelled" : "failed");
  });
  if (!window.PublicKeyCredential) {
    document.querySelectorAll("[data-passkey]").forEach(function (button) { button.disabled = true; });
    show("missing");
  }
})();
