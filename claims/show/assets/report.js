// Views, filters, colours and keys of the report.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const views = ["disputes", "graph", "timeline", "articles"];
  const links = new Map(views.map((view) => [view, document.querySelector(`.views a[href="#${view}"]`)]));
  const form = $("filters");
  const rows = data.disputes.map((dispute) => $(`dispute-${dispute.id}`));
  const disputed = new Map();
  for (const dispute of data.disputes) for (const claim of dispute.claims) disputed.set(claim.id, [...(disputed.get(claim.id) || []), dispute]);
  const byId = new Map(data.articles.map((article) => [article.id, article]));

  document.querySelector(".views").hidden = false;
  form.hidden = false;

  const articles = new Claims.Articles($("articles-root"), data, disputed);
  const timeline = new Claims.Timeline($("timeline-root"), { articles: byId }, data.sources);
  const owner = (ids) => { for (const id of ids) if (disputed.has(id)) return disputed.get(id)[0]; return null; };
  let graph = null; // made when first looked at
  const theGraph = () => {
    if (!graph) {
      graph = new Claims.ClaimGraph($("graph-root"), data.graph, {
        article: (article, claim) => (byId.has(article) ? `#article-${article}/${claim}` : null),
        dispute: (ids) => { const found = owner(ids); return found ? `#dispute-${found.id}` : null; },
        topic: (ids) => { const found = owner(ids); return found ? found.topic : null; },
      });
      if (chosen.length < data.disputes.length) graph.restrict(claimIds());
    }
    return graph;
  };

  // -- filters ----------------------------------------------------------------------------

  let chosen = data.disputes;
  let texts = null;
  const claimIds = () => chosen.flatMap((dispute) => dispute.claims.map((claim) => claim.id));

  function fits(dispute, i, want) {
    if (want.source && !dispute.sources.includes(want.source)) return false;
    if (want.outlet && !dispute.outlets.includes(want.outlet)) return false;
    if (want.kind && dispute.kind !== want.kind) return false;
    if (want.status && dispute.status !== want.status) return false;
    if (want.since && (!dispute.last || dispute.last < want.since)) return false;
    if (want.until && (!dispute.first || dispute.first > want.until)) return false;
    return want.words.every((word) => texts[i].includes(word));
  }

  function narrow() {
    const want = Object.fromEntries(new FormData(form));
    want.words = want.words.toLowerCase().split(/\s+/).filter(Boolean);
    if (want.words.length && !texts) texts = rows.map((row) => row.textContent.toLowerCase());
    chosen = data.disputes.filter((dispute, i) => {
      const fit = fits(dispute, i, want);
      rows[i].hidden = !fit;
      return fit;
    });
    const all = data.disputes.length;
    $("count").textContent = chosen.length === all ? `${all} ${all === 1 ? "dispute" : "disputes"}` : `${chosen.length} of ${all} disputes`;
    $("nothing").hidden = chosen.length > 0 || all === 0;
    if (graph) graph.restrict(chosen.length < all ? claimIds() : null);
    if (!$("timeline").hidden) timeline.show(chosen, want.source);
  }

  let later = 0;
  form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(narrow, 80); });
  form.addEventListener("reset", () => setTimeout(narrow, 0));
  form.addEventListener("submit", (event) => { event.preventDefault(); narrow(); });

  $("more").addEventListener("click", () => $("more").setAttribute("aria-expanded", String(form.classList.toggle("opened"))));

  // -- views ------------------------------------------------------------------------------

  function open(view) {
    for (const other of views) {
      $(other).hidden = other !== view;
      if (other === view) links.get(other).setAttribute("aria-current", "page");
      else links.get(other).removeAttribute("aria-current");
    }
    form.hidden = $("count").hidden = view === "articles";
    if (view === "graph") theGraph().draw();
    if (view === "timeline") timeline.show(chosen, form.elements.source.value);
  }

  function go() {
    const address = location.hash.slice(1);
    const [, part, id, claim] = /^(graph-dispute|graph-source|dispute|article)-([0-9a-zA-Z]+)(?:\/(.+))?$/.exec(address) || [];
    if (part === "dispute") {
      open("disputes");
      const row = $(`dispute-${id}`);
      if (row) {
        if (row.hidden) { form.reset(); narrow(); }
        row.scrollIntoView();
        row.querySelector("h3 a").focus({ preventScroll: true });
      }
    } else if (part === "article") { open("articles"); articles.show(id, claim); if (!claim) scrollTo(0, 0); }
    else if (part) {
      open("graph");
      const found = data.disputes.find((dispute) => dispute.id === id);
      if (part === "graph-source") theGraph().openSource(id);
      else if (found) theGraph().openClaim(found.claims[0].id);
      scrollTo(0, 0);
    } else if (views.includes(address)) { open(address); if (address === "articles") articles.show(null); scrollTo(0, 0); }
    else if (!address) open("disputes");
  }
  addEventListener("hashchange", go);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.to-article");
    if (link) { event.preventDefault(); location.hash = `${link.getAttribute("href")}/${link.dataset.claim}`; }
  });

  // j and k, while the focus is in the list: the next and the previous dispute.
  document.querySelector(".disputes").addEventListener("keydown", (event) => {
    if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const visible = rows.filter((row) => !row.hidden);
    const here = visible.findIndex((row) => row.contains(document.activeElement));
    const next = visible[here + (event.key === "j" ? 1 : -1)];
    if (next) { next.scrollIntoView(); next.querySelector("h3 a").focus({ preventScroll: true }); }
  });

  // -- colours ----------------------------------------------------------------------------

  const themes = { "": ["Auto", "Auto: colours as the system has them"], light: ["Light", "Light colours"], dark: ["Dark", "Dark colours"] };
  const remember = { get() { try { return localStorage.getItem("claims-theme") || ""; } catch { return ""; } }, set(theme) { try { localStorage.setItem("claims-theme", theme); } catch { /* a file may not store */ } } };
  function paint(theme) {
    if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
    $("theme").textContent = themes[theme][0];
    $("theme").setAttribute("aria-label", themes[theme][1]);
    if (graph) graph.draw();
  }
  $("theme").addEventListener("click", () => {
    const order = Object.keys(themes);
    const next = order[(order.indexOf(document.documentElement.dataset.theme || "") + 1) % order.length];
    remember.set(next);
    paint(next);
  });

  // Paper is white, the picture of the graph included.
  addEventListener("beforeprint", () => {
    if (!$("timeline").hidden && timeline.all) timeline.all();
    document.documentElement.dataset.theme = "light";
    if (graph) graph.paint();
  });
  addEventListener("afterprint", () => paint(remember.get() in themes ? remember.get() : ""));

  paint(remember.get() in themes ? remember.get() : "");
  narrow();
  go();
})();
