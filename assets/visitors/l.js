/* A participant's share buttons: copies the link, hands it to KakaoTalk, and tells the server by which way it was passed on. */
(function () {
  "use strict";
  var panel = document.querySelector("[data-dangol-share]");
  if (!panel) return;
  var address = panel.getAttribute("data-dangol-share");

  function count(channel) {
    var body = new URLSearchParams({ channel: channel });
    if (!(navigator.sendBeacon && navigator.sendBeacon(address, body))) fetch(address, { method: "POST", body: body, keepalive: true });
  }

  function copy(button) {
    var field = panel.querySelector("input");
    var done = function () {
      button.textContent = button.getAttribute("data-done");
    };
    field.select();
    if (navigator.clipboard) navigator.clipboard.writeText(button.getAttribute("data-url")).then(done, function () {});
    else if (document.execCommand("copy")) done(); // plain http
  }

  function kakao(button) {
    var link = { mobileWebUrl: button.getAttribute("data-url"), webUrl: button.getAttribute("data-url") };
    if (!Kakao.isInitialized()) Kakao.init(button.getAttribute("data-key"));
    Kakao.Share.sendDefault({ objectType: "text", text: button.getAttribute("data-text"), link: link });
  }

  panel.addEventListener("click", function (event) {
    var button = event.target.closest("[data-channel]");
    if (!button) return;
    var channel = button.getAttribute("data-channel");
    if (channel === "copy") copy(button);
    if (channel === "kakao") kakao(button);
    count(channel);
  });

  // Buttons that need a script show themselves once there is one.
  panel.querySelectorAll("[data-channel=copy]").forEach(function (button) {
    button.hidden = false;
  });
  addEventListener("load", function () {
    panel.querySelectorAll("[data-channel=kakao]").forEach(function (button) {
      button.hidden = !window.Kakao;
    });
  });
})();
