(function () {
  var data = "@DATA@", words = data.words;
  var SVG = "http://www.w3.org/2000/svg";

  function fill(text, values) {
    return values.reduce(function (so_far, value) { return so_far.replace("@", function () { return value; }); }, text);
  }

  function make(tag, cls, text, parent) {
    var node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  function start(root) {
    root.setAttribute("data-ready", "1");
    var panel = root.querySelector(".dp-panel"), svg = root.querySelector(".dp-picture svg");
    var at = 0, shown = data.steps, dot = null, trail = null;
    panel.textContent = "";
    var bar = make("div", "dp-bar", null, panel), body = make("div", "dp-body", null, panel);

    function button(name, label, title, act) {
      var node = make("button", "dp-" + name, label, bar);
      node.title = title;
      node.setAttribute("data-do", name);
      node.onclick = act;
      return node;
    }
    function move(to) { at = Math.max(0, Math.min(shown.length - 1, to)); draw(); }
    function seek(test) {
      for (var i = at + 1; i < shown.length; i++) if (test(shown[i])) return move(i);
      move(shown.length - 1);
    }
    var first = button("first", words.first, words["to-first"], function () { move(0); });
    var back = button("back", words.back, words["to-back"], function () { move(at - 1); });
    var next = button("next", words.next, words["to-next"], function () { move(at + 1); });
    button("decision", words.decision, words["to-decision"], function () { seek(function (s) { return s.decision; }); });
    button("nextdrop", words.drop, words["to-drop"], function () { seek(function (s) { return s.drop; }); });
    var slide = make("input", "dp-slide", null, bar);
    slide.type = "range"; slide.min = 0; slide.setAttribute("aria-label", "step");
    slide.oninput = function () { move(Number(slide.value)); };

    function chooser(name, all, options) {
      var node = make("select", "dp-" + name, null, bar);
      node.setAttribute("data-do", name);
      node.setAttribute("aria-label", name);
      make("option", "", all, node).value = "";
      options.forEach(function (each) { make("option", "", each[1], node).value = each[0]; });
      node.onchange = filter;
      return node;
    }
    var devices = [];
    data.steps.forEach(function (s) { var d = s.where + "/" + s.device; if (s.device && devices.indexOf(d) < 0) devices.push(d); });
    var flow = chooser("flow", words.flows, data.flows.map(function (f) { return [f[0], words.flow + f[0] + ": " + f[1]]; }));
    var device = chooser("device", words.devices, devices.map(function (d) { return [d, d]; }));
    var label = make("label", "", null, bar);
    var drops = make("input", "dp-drops", null, label);
    drops.type = "checkbox"; drops.setAttribute("data-do", "drops"); drops.onchange = filter;
    label.appendChild(document.createTextNode(words.drops));
    var count = make("span", "dp-count", "", bar);

    function filter() {
      var here = shown[at];
      shown = data.steps.filter(function (s) {
        return (!flow.value || s.flow === Number(flow.value)) && (!device.value || s.where + "/" + s.device === device.value) && (!drops.checked || s.drop);
      });
      at = 0;
      while (here && at < shown.length - 1 && shown[at].number < here.number) at++;
      draw();
    }

    function table(parent, title, rows, marks) {
      if (!rows.length) return;
      var box = make("div", "", null, parent);
      make("h4", "", title, box);
      var grid = make("table", "", null, box);
      rows.forEach(function (cells, i) {
        var row = make("tr", marks[i] || "", null, grid);
        cells.forEach(function (cell) { make("td", "", cell, row); });
      });
    }

    function draw() {
      body.textContent = "";
      var step = shown[at];
      count.textContent = shown.length ? fill(words.count, [at + 1, shown.length]) + (shown.length < data.steps.length ? fill(words.all, [data.steps.length]) : "") : words["no-step"];
      first.disabled = back.disabled = at <= 0;
      next.disabled = at >= shown.length - 1;
      slide.max = Math.max(0, shown.length - 1); slide.value = at;
      place(step);
      if (!step) { make("div", "dp-text", words.nothing, body); return; }
      body.className = "dp-body" + (step.drop ? " dp-drop" : "");
      body.setAttribute("data-number", step.number);
      make("div", "dp-where", step.time.toFixed(6) + " s   " + step.where + "/" + step.device + "   " + step.layer + (step.flow ? "   " + words.flow + step.flow : ""), body);
      make("div", "dp-text", (step.drop ? "✕ " : "") + step.text, body);
      make("div", "dp-packet", step.packet, body);
      var columns = make("div", "dp-columns", null, body);
      table(columns, fill(words.account, [step.where]), step.account, step.account.map(function (_, i) { return i === step.account.length - 1 ? "dp-hit" : ""; }));
      var rows = step.fields.map(function (f) { return f[1] && f[1] !== f[2] ? [f[0], f[1], "→ " + f[2]] : [f[0], f[2], ""]; });
      table(columns, words.fields, rows, step.fields.map(function (f) { return f[1] && f[1] !== f[2] ? "dp-new" : ""; }));
      step.tables.forEach(function (t) {
        table(columns, t[0], t[1].map(function (line, i) { return [i === t[2] ? "▶" : "", line]; }), t[1].map(function (_, i) { return i === t[2] ? "dp-hit" : ""; }));
      });
    }

    function place(step) {
      if (!svg) return;
      if (dot) { dot.remove(); trail.remove(); dot = trail = null; }
      if (!step || !step.at) return;
      var points = [step.at], last = step.at;
      for (var i = at - 1; i >= 0 && points.length < 8; i--) {
        var s = shown[i];
        if (s.flow !== step.flow || !s.at) break;
        if (s.at[0] === last[0] && s.at[1] === last[1]) continue;
        if (s.at[0] !== last[0] && s.at[1] !== last[1]) points.push([last[0], s.at[1]]);
        points.push(s.at); last = s.at;
      }
      trail = document.createElementNS(SVG, "polyline");
      trail.setAttribute("points", points.map(function (p) { return p.join(","); }).join(" "));
      trail.setAttribute("style", "fill:none;stroke:var(--dp-ink);stroke-width:2.5;stroke-opacity:.45;stroke-dasharray:2 3");
      svg.appendChild(trail);
      dot = document.createElementNS(SVG, "circle");
      dot.setAttribute("cx", step.at[0]); dot.setAttribute("cy", step.at[1]); dot.setAttribute("r", 8);
      dot.setAttribute("class", "dp-dot");
      dot.setAttribute("style", "stroke:var(--dp-ground);stroke-width:2;fill:" + (step.drop ? "var(--dp-bad)" : "var(--dp-ink)"));
      svg.appendChild(dot);
      var frame = svg.parentNode, y = step.at[1] * svg.clientHeight / svg.viewBox.baseVal.height;
      if (y < frame.scrollTop + 20 || y > frame.scrollTop + frame.clientHeight - 20) frame.scrollTop = y - frame.clientHeight / 2;
    }

    root.onkeydown = function (event) {
      if (/^(SELECT|INPUT)$/.test(event.target.tagName)) return;
      if (event.key === "ArrowRight") move(at + 1);
      else if (event.key === "ArrowLeft") move(at - 1);
      else if (event.key === "d") seek(function (s) { return s.decision; });
      else if (event.key === "x") seek(function (s) { return s.drop; });
      else return;
      event.preventDefault();
    };
    draw();
  }

  document.querySelectorAll('.dockernet-player[data-key="@KEY@"]:not([data-ready])').forEach(start);
})();
