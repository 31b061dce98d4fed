// An article with every attribution in it highlighted, and who speaks told on hover or focus.
Claims.Articles = class {
  constructor(root, data, disputed) {
    this.articles = new Map(data.articles.map((article) => [article.id, article]));
    this.disputed = disputed; // claim id -> [dispute]
    const make = Claims.make;
    this.list = make("ol", { "aria-label": "Articles" });
    this.search = make("input", { type: "search", placeholder: "Find an article", "aria-label": "Find an article by title, outlet or words", oninput: () => { clearTimeout(this.later); this.later = setTimeout(() => this.narrow(), 120); } });
    this.page = make("article", { class: "article", tabindex: "-1" });
    root.append(make("div", { class: "reader" }, make("div", { class: "list" }, this.search, this.list), this.page));
    this.tip = make("div", { class: "tip", role: "tooltip", id: "tip", hidden: true });
    document.body.append(this.tip);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.tip.hidden = true; });
    this.rows = [];
    for (const article of this.articles.values()) {
      const row = make("li", {}, make("a", { href: `#article-${article.id}` }, article.title,
        make("small", {}, [article.outlet, article.date && article.day, `${article.claims.length} attributed`].filter(Boolean).join(" · "))));
      this.rows.push([article, row]);
      this.list.append(row);
    }
    if (!this.rows.length) this.page.append(make("p", { class: "empty" }, "There are no articles in this file."));
  }

  narrow() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const [article, row] of this.rows) {
      const text = article.lower || (article.lower = `${article.title} ${article.outlet} ${article.text}`.toLowerCase());
      row.hidden = !words.every((word) => text.includes(word));
    }
  }

  has(id) { return this.articles.has(id); }

  // Shows an article (the first for null) and brings a claim in it into view.
  show(id, claim) {
    const article = this.articles.get(id) || this.articles.values().next().value;
    if (!article) return;
    const make = Claims.make;
    for (const [other, row] of this.rows) {
      if (other === article) { row.firstChild.setAttribute("aria-current", "true"); if (!row.hidden) row.scrollIntoView({ block: "nearest" }); }
      else row.firstChild.removeAttribute("aria-current");
    }
    const by = [article.author, article.outlet, article.date && article.day].filter(Boolean).join(", ");
    const from = make("p", { class: "from" }, by, article.url ? " · " : null, article.url ? make("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, "original") : null);
    const stances = [...new Set(article.claims.map((c) => c.stance))];
    const words = { asserts: "says", denies: "denies", echoes: "agrees", questions: "questions" };
    const key = make("ul", { class: "key" }, make("li", {}, `${article.claims.length} attributed ${article.claims.length === 1 ? "statement" : "statements"}`), ...stances.map((stance) => make("li", {}, make("span", { class: `said ${stance}` }, words[stance]))));
    const text = make("div", { class: "text" });
    this.mark(text, article);
    this.page.replaceChildren(make("h3", {}, article.title), from, key, text);
    this.tip.hidden = true;
    if (claim) {
      const found = [...text.querySelectorAll(".said")].filter((span) => span.claims.some((c) => c.id === claim));
      found.forEach((span) => span.classList.add("lit"));
      if (found.length) { found[0].scrollIntoView({ block: "center" }); found[0].focus({ preventScroll: true }); this.tell(found[0]); }
    }
  }

  // The text cut at every border of a speaker, cue or quote.
  mark(root, article) {
    const cuts = new Set([0, article.text.length]);
    for (const claim of article.claims) for (const spans of claim.spans) for (const [start, end] of spans) { cuts.add(start); cuts.add(end); }
    const borders = [...cuts].filter((cut) => cut >= 0 && cut <= article.text.length).sort((a, b) => a - b);
    const told = new Set();
    for (let i = 0; i + 1 < borders.length; i++) {
      const [start, end] = [borders[i], borders[i + 1]];
      const inside = (spans) => spans.some(([a, b]) => a <= start && end <= b);
      const quotes = article.claims.filter((claim) => inside(claim.spans[2]));
      let piece = document.createTextNode(article.text.slice(start, end));
      if (article.claims.some((claim) => inside(claim.spans[1]))) piece = Claims.make("mark", { class: "cue" }, piece);
      else if (article.claims.some((claim) => inside(claim.spans[0]))) piece = Claims.make("mark", { class: "speaker" }, piece);
      if (quotes.length) {
        const inner = quotes.reduce((a, b) => (this.length(b) < this.length(a) ? b : a));
        const first = quotes.some((claim) => !told.has(claim.id));
        quotes.forEach((claim) => told.add(claim.id));
        const span = Claims.make("span", { class: `said ${inner.stance}`, tabindex: first ? "0" : false, role: first ? "note" : false, "aria-describedby": first ? "tip" : false }, piece);
        span.claims = quotes;
        for (const event of ["mouseenter", "focus"]) span.addEventListener(event, () => this.tell(span));
        for (const event of ["mouseleave", "blur"]) span.addEventListener(event, () => { this.tip.hidden = true; });
        piece = span;
      }
      root.append(piece);
    }
  }

  length(claim) { return claim.spans[2].reduce((sum, [a, b]) => sum + b - a, 0); }

  tell(span) {
    const make = Claims.make;
    this.tip.replaceChildren(...span.claims.map((claim) => {
      const found = this.disputed.get(claim.id) || [];
      const date = claim.day === "no date" ? "" : `, ${claim.day}`;
      const line = make("p", {}, make("b", {}, claim.speaker), ` · ${claim.said}${date}`);
      if (found.length) line.append(`. Disputed: ${found.map((d) => d.topic).join("; ")}`);
      return line;
    }));
    this.tip.hidden = false;
    const box = span.getClientRects()[0], size = this.tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - size.width - 8));
    const above = box.top - size.height - 8;
    this.tip.style.left = `${left + scrollX}px`;
    this.tip.style.top = `${(above > 60 ? above : box.bottom + 8) + scrollY}px`;
  }
};
