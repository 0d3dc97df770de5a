// Leaves out of a style sheet the rules for classes that no page uses, and the variables that no rule reads.

/** The rules of `css` whose classes are all among `words`. Rules of the kit's own dark theme go too: ours are `light-dark()`. */
export function purge(css, words) {
  let kept = rules(css.replace(/\/\*[\s\S]*?\*\//g, ""), words);
  for (let before = ""; before !== kept; ) {
    before = kept;
    const read = new Set([...kept.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name));
    kept = kept.replace(/(?<=[{;])(--tblr-[\w-]+):((?:"[^"]*"|\([^)]*\)|[^;{}])*)(;|(?=}))/g, (whole, name) => (read.has(name) ? whole : ""));
  }
  return kept.replace(/[^{}]+\{\}/g, "");
}

function rules(css, words) {
  let out = "";
  for (let at = 0; at < css.length; ) {
    const open = find(css, at, "{;");
    if (css[open] !== "{") {
      out += css.slice(at, open + 1);
      at = open + 1;
      continue;
    }
    const close = find(css, open + 1, "}");
    const prelude = css.slice(at, open).trim();
    const body = css.slice(open + 1, close);
    if (/^@(media|supports|layer|container)/.test(prelude)) {
      const inner = rules(body, words);
      if (inner) out += `${prelude}{${inner}}`;
    } else if (prelude.startsWith("@")) {
      out += `${prelude}{${body}}`;
    } else {
      const selectors = split(prelude).filter((selector) => used(selector, words));
      if (selectors.length) out += `${selectors.join(",")}{${body}}`;
    }
    at = close + 1;
  }
  return out;
}

function used(selector, words) {
  if (/data-bs-theme=["']?dark/.test(selector)) return false;
  const classes = [...selector.replace(/:not\([^)]*\)/g, "").matchAll(/\.((?:[\w-]|\\.)+)/g)];
  return classes.every(([, name]) => words.has(name.replace(/\\/g, "")));
}

/** Where one of `marks` stands outside strings, brackets and nested blocks; the end when there is none. */
function find(css, at, marks) {
  let depth = 0;
  for (let quote = ""; at < css.length; at += 1) {
    const char = css[at];
    if (char === "\\") at += 1;
    else if (quote) quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (depth === 0 && marks.includes(char)) return at;
    else if ("{([".includes(char)) depth += 1;
    else if ("})]".includes(char)) depth -= 1;
  }
  return at;
}

function split(selectors) {
  const parts = [];
  for (let at = 0; at < selectors.length; ) {
    const comma = find(selectors, at, ",");
    parts.push(selectors.slice(at, comma));
    at = comma + 1;
  }
  return parts;
}
