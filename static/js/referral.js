// While one refers a young person: the eligibility as far as it is typed, and who is known already, beside the form.
// Without this file the next page shows the same.
const form = document.querySelector("form[data-de-assess]");
const panel = document.querySelector("[data-de-assessment]");

if (form && panel) {
  let timer = 0;
  let asking = null;

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (name !== "brouillon") data.append(name, value);
    try {
      const answer = await fetch(form.dataset.deAssess, {
        method: "POST",
        body: data,
        headers: { Accept: "text/html" },
        redirect: "error",
        signal: asking.signal,
      });
      if (!answer.ok) return;
      panel.innerHTML = await answer.text();
      panel.hidden = false;
    } catch {
      // Nothing to show: the page works without.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  });
  ask();
}
