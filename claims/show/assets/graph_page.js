// A page with the graph alone.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  if (!data.nodes.length) return;
  const graph = new Claims.ClaimGraph(document.getElementById("graph-root"), data, {});
  const first = data.open === null ? undefined : data.open;
  if (first !== undefined) { graph.openSource(first); if (graph.view.name === "disputes") graph.openClaim(first); }
})();
