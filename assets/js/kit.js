// Comfort on top of pages that work without it: theme, drawer, menus, check-all, copying, filters that submit themselves.

const root = document.documentElement;
root.dataset.js = "";

const drawer = () => document.getElementById("nav");
const openMenus = () => document.querySelectorAll("details.menu[open], details.confirm[open]");

function setDrawer(open) {
  drawer()?.classList.toggle("open", open);
  document.querySelector(".side-open")?.setAttribute("aria-expanded", String(open));
  (open ? drawer()?.querySelector("a, summary") : document.querySelector(".side-open"))?.focus();
}

async function copy(button) {
  const input = button.closest(".copy").querySelector("input");
  try {
    await navigator.clipboard.writeText(input.value);
  } catch {
    input.select(); // plain HTTP beyond loopback has no clipboard: leave the text ready for the keyboard
    return;
  }
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => (label.textContent = before), 2000);
}

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest?.(selector);
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  if (on("[data-copy]")) copy(on("[data-copy]"));
  if (on("[data-close]")) on("details").open = false;
  if (on(".side-open") || on(".side-close")) {
    event.preventDefault();
    setDrawer(Boolean(on(".side-open")));
  } else if (drawer()?.classList.contains("open") && !on("#nav")) setDrawer(false);
});

document.addEventListener("submit", (event) => {
  const theme = event.submitter?.name === "theme" && event.submitter.value;
  if (!theme) return;
  event.preventDefault();
  root.dataset.theme = theme;
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
});

document.addEventListener("change", ({ target }) => {
  if (target.matches(".file input")) {
    const said = target.closest(".file").querySelector("output");
    said.dataset.none ??= said.textContent;
    said.textContent = target.files[0]?.name ?? said.dataset.none;
  } else if (target.matches("[data-check-all]")) {
    for (const box of target.closest("table").querySelectorAll("tbody [type=checkbox]")) box.checked = target.checked;
  } else if (target.matches("form[data-auto] select")) target.form.requestSubmit();
});

// Choices that filter nothing stay out of the address.
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.matches("form[data-auto]")) for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (drawer()?.classList.contains("open")) setDrawer(false);
  }
});
