// A form marked data-de-draft is kept as one types: two seconds after the last key, and when the page is left. What is
// kept is said beside the form. Without this file a button keeps it, and so does the server when it refuses the form.
const WAIT_MS = 2000;

for (const form of document.querySelectorAll("form[data-de-draft]")) {
  const status = form.querySelector("[data-de-draft-status]");
  const button = form.querySelector("[data-de-draft-save]");
  let timer = 0;
  let typed = false;
  let sending = null;

  const say = (text) => {
    status.textContent = text;
  };

  const fields = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const kind = form.elements[name]?.type;
      if (typeof value === "string" && kind !== "password") data.append(name, value);
    }
    return data;
  };

  const save = async () => {
    clearTimeout(timer);
    if (!typed) return;
    typed = false;
    sending?.abort();
    sending = new AbortController();
    try {
      const answer = await fetch(button.formAction, {
        method: "POST",
        body: fields(),
        headers: { Accept: "application/json" },
        keepalive: true,
        redirect: "error",
        signal: sending.signal,
      });
      const { saved_at: at, signed_in: signedIn } = await answer.json();
      if (!at) throw new Error("not kept");
      say(
        signedIn
          ? `Brouillon enregistré à ${at}`
          : `Brouillon enregistré à ${at}. Votre session est terminée\u00a0: en envoyant, vous reviendrez ici après la connexion.`,
      );
    } catch (error) {
      if (error.name === "AbortError") return;
      typed = true;
      say("Brouillon non enregistré\u00a0: il le sera dès que le réseau revient.");
      timer = setTimeout(save, 5 * WAIT_MS);
    }
  };

  const later = () => {
    typed = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  };

  button.hidden = true;
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    // What is being sent is no longer a draft; where it is refused, the server keeps it.
    clearTimeout(timer);
    typed = false;
    sending?.abort();
  });
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}
