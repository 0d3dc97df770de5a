// The search dialog: ⌘K or Ctrl+K opens it, arrows walk through the results, the browser's own dialog keeps and returns the focus.

const dialog = () => document.getElementById("search-dialog");
const input = () => dialog().querySelector("input");

function open() {
  if (!dialog() || dialog().open) return;
  dialog().showModal();
  input().select();
}

function walk(step) {
  const places = [input(), ...dialog().querySelectorAll(".found a")];
  const at = places.indexOf(document.activeElement);
  places[(Math.max(at, 0) + step + places.length) % places.length].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && dialog()) {
    event.preventDefault();
    if (dialog().open) dialog().close();
    else open();
  } else if (!dialog()?.open || event.isComposing) {
    return; // while a syllable is being composed, the arrows belong to the input method
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target === input()) {
    // Enter opens what stands first; with nothing found yet, the page of results.
    const first = dialog().querySelector(".found a");
    if (!first) return;
    event.preventDefault();
    first.click();
  } else if (event.key.length === 1 && !event.metaKey && !event.ctrlKey && event.target !== input()) {
    input().focus(); // who types on goes on searching
  }
});

document.addEventListener("click", (event) => {
  if (event.target === dialog()) dialog().close(); // beside the dialog
});
