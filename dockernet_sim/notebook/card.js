(function () {
  var STORE = "dockernet-predictions", CHANGED = "dockernet-predicted";

  function read() {
    try { return JSON.parse(localStorage.getItem(STORE) || "{}"); } catch (error) { return {}; }
  }
  function write(all) {
    try { localStorage.setItem(STORE, JSON.stringify(all)); } catch (error) { /* a page that may keep nothing */ }
    document.dispatchEvent(new Event(CHANGED));
  }
  function show(place) {
    var all = read(), keys = Object.keys(all), right = keys.filter(function (key) { return all[key].right; }).length;
    place.textContent = "";
    if (!keys.length) return;
    place.textContent = place.dataset.score.replace("@", right).replace("@", keys.length) + " · ";
    var again = document.createElement("a");
    again.href = "#";
    again.textContent = place.dataset.again;
    again.onclick = function (event) {
      event.preventDefault();
      document.querySelectorAll(".dockernet-predict details").forEach(function (choice) { choice.open = false; });
      write({});
    };
    place.appendChild(again);
  }

  document.querySelectorAll(".dockernet-predict:not([data-ready])").forEach(function (card) {
    card.setAttribute("data-ready", "1");
    card.querySelectorAll("details[data-right]").forEach(function (choice, number) {
      choice.addEventListener("toggle", function () {
        var all = read();
        if (!choice.open || card.dataset.key in all) return;
        all[card.dataset.key] = { choice: number, right: choice.dataset.right === "1" };
        write(all);
      });
    });
  });
  document.querySelectorAll(".dockernet-score:not([data-ready])").forEach(function (place) {
    place.setAttribute("data-ready", "1");
    document.addEventListener(CHANGED, function () { show(place); });
    show(place);
  });
})();
