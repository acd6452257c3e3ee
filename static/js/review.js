// Le point: « Décider » opens its form under the line at once; without this file the page comes back with it there.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("button[name=decider]");
  const panel = document.querySelector("[data-de-decide]");
  if (!opener || !panel) return;
  const [person, kind, day] = ["person", "kind", "due_on"].map((name) => panel.querySelector(`[name=${name}]`));
  const line = opener.parentElement;
  if ((kind.value || day.value) && !line.contains(panel)) return; // what is typed for somebody else is stored first
  event.preventDefault();
  panel.querySelector("[name=ligne]").value = opener.value;
  person.value = opener.dataset.dePerson;
  panel.querySelectorAll("[data-de-decide-for], a.btn-link").forEach((former) => former.remove()); // another's
  line.append(panel);
  kind.focus();
});
