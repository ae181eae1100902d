// A lesson's prediction hides what follows it until a choice is clicked; what was clicked before opens again.
(function () {
  function answers() {
    try { return JSON.parse(localStorage.getItem("dockernet-predictions") || "{}"); } catch (error) { return {}; }
  }
  function following(node) {
    const all = [];
    for (let at = node; at && at.tagName !== "ARTICLE"; at = at.parentElement)
      for (let next = at.nextElementSibling; next; next = next.nextElementSibling) all.push(next);
    return all;
  }
  let everything = false;

  function veil() {
    document.querySelectorAll(".predict-veiled").forEach((each) => each.classList.remove("predict-veiled"));
    document.querySelectorAll(".predict-note").forEach((each) => each.remove());
    const given = answers();
    const cards = [...document.querySelectorAll(".dockernet-predict")];
    const open = everything ? undefined : cards.find((card) => !(card.dataset.key in given));
    if (open) {
      const cell = open.closest(".cell") || open;
      following(cell).forEach((each) => each.classList.add("predict-veiled"));
      cell.after(note(open));
    }
    document.querySelectorAll("details.predict-after").forEach((each) => { each.open = true; });
  }
  function note(card) {
    const chinese = card.querySelector("[data-score]")?.dataset.score.includes("预测");
    const line = document.createElement("p");
    line.className = "predict-note";
    line.textContent = chinese ? "预测之后，课程继续。" : "The lesson goes on after your prediction. ";
    const all = document.createElement("button");
    all.textContent = chinese ? "直接显示全部" : "Show all of it";
    all.onclick = () => { everything = true; veil(); };
    line.append(all);
    return line;
  }
  document.addEventListener("DOMContentLoaded", () => {
    const given = answers();
    for (const card of document.querySelectorAll(".dockernet-predict")) {
      const chosen = given[card.dataset.key];
      if (chosen) card.querySelectorAll("details[data-right]")[chosen.choice].open = true;
    }
    veil();
  });
  document.addEventListener("dockernet-predicted", veil);
})();
