// Prints the licences of everything inside the binary: crates, the C in them, npm packages and fonts, and what the compiler links in.
// Words that many share stand once, under the names and copyright lines of all who use them. Long licences that Debian keeps in
// /usr/share/common-licenses are named; `--whole` adds their texts, for a package that goes elsewhere.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const TARGET = "x86_64-unknown-linux-gnu";
const COMMON = "/usr/share/common-licenses";
const RULE = "=".repeat(78);

/** Of several licences that a crate offers, the first of these is taken. */
const PREFERRED = ["MIT", "ISC", "BSD-3-Clause", "BSD-2-Clause", "Zlib", "Unlicense", "CC0-1.0", "0BSD", "MIT-0", "Apache-2.0", "MPL-2.0"];

/** Licences by words that only they have; their texts are Debian's own copies. */
const LONG = { "Apache-2.0": /apache license[\s,]*version 2\.0/i, "MPL-2.0": /mozilla public license[\s,]*(version|v\.) ?2\.0/i };
const WHOLE_APACHE = /^ *Apache License\s+Version 2\.0, January 2004[\s\S]*?END OF TERMS AND CONDITIONS/gm;

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** What the compiler and the linker put into a static binary. */
const LINKED_IN = `The GNU C Library: LGPL-2.1-or-later, (C) the Free Software Foundation and others. It is linked in statically under section 6 of
that licence: whoever has received this package may ask its maker for the object files with which it can be linked to
another version of the library. Text: ${COMMON}/LGPL-2.1

libgcc: GPL-3.0-or-later with the GCC Runtime Library Exception 3.1, (C) the Free Software Foundation. Text: ${COMMON}/GPL-3

The Rust standard library: MIT or Apache-2.0, (C) the Rust project's contributors; taken under MIT, see above.

SQLite: in the public domain.
`;

const crates = crateDirectories();
const groups = new Map();
const long = new Map();
const missing = [];
for (const [name, { directory, expression, authors, repository }] of crates) {
  const taken = choose(expression);
  const texts = textsOf(directory, taken);
  if (texts.length === 0) {
    // Some keep it only in another crate of the same repository.
    const sibling = crates.find(([, other]) => other.repository && other.repository === repository && textsOf(other.directory, taken).length > 0);
    if (sibling) texts.push(...textsOf(sibling[1].directory, taken));
  }
  if (texts.length === 0) {
    const mit = taken.includes("MIT");
    if (!mit && !taken.some((licence) => LONG[licence])) missing.push(`${name} (${expression})`);
    if (mit) texts.push(`Copyright (c) ${authors.join(", ") || `the authors of ${name}`}\n\n${MIT}`);
  }
  for (const licence of taken.filter((licence) => LONG[licence])) add(long, licence, `${name} (${expression}) ${repository ?? ""}`.trim());
  for (const text of texts) {
    const { holders, body } = split(text);
    const key = body.replace(/[^a-z]+/gi, " ").toLowerCase();
    if (!groups.has(key)) groups.set(key, { body, users: [] });
    groups.get(key).users.push(`${name} (${expression})${holders.map((holder) => `\n    ${holder}`).join("")}`);
  }
}
if (missing.length > 0) {
  console.error(`No licence text in: ${missing.join(", ")}. Add their texts by hand, or choose other crates.`);
  process.exit(1);
}

const sections = [...groups.values()].map(({ body, users }) => `${users.join("\n")}\n\n${body}\n`);
for (const [licence, users] of [...long].sort()) {
  sections.push(`${users.join("\n")}\n\nUnder ${licence}, unchanged; their sources are at the addresses named here and on crates.io.\nText: ${COMMON}/${licence}\n`);
}
sections.push(LINKED_IN, readFileSync(join(ROOT, "assets/dist/licenses.txt"), "utf8"));
if (process.argv.includes("--whole")) {
  for (const name of [...long.keys(), "LGPL-2.1", "GPL-3"].sort()) sections.push(readFileSync(join(COMMON, name), "utf8"));
}
process.stdout.write(sections.map((section) => `${RULE}\n\n${section}`).join("\n"));

/** Name and version of every crate that is linked in, with its unpacked source. */
function crateDirectories() {
  const cargo = (...words) => execFileSync(process.env.CARGO ?? "cargo", words, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 });
  const metadata = JSON.parse(cargo("metadata", "--format-version=1", "--locked", "--offline", `--filter-platform=${TARGET}`));
  const known = new Map(metadata.packages.map((one) => [`${one.name} ${one.version}`, one]));
  const words = ["--locked", "--offline", "--edges=normal,no-proc-macro", `--target=${TARGET}`, "--prefix=none", "--format={p}"];
  const lines = cargo("tree", ...words).split("\n").map((line) => /^(\S+) v(\S+)/.exec(line)).filter(Boolean);
  const names = [...new Set(lines.map(([, name, version]) => `${name} ${version}`))].filter((name) => !name.startsWith("dangol ")).sort();
  return names.map((name) => {
    const { manifest_path, license, authors, repository } = known.get(name);
    return [name, { directory: dirname(manifest_path), expression: license ?? "see text", authors, repository }];
  });
}

/** The licences to keep to: of alternatives one, of those joined by AND all. */
function choose(expression) {
  const all = expression.replaceAll("/", " OR ").split(/\s+AND\s+(?![^(]*\))/);
  return all.map((part) => {
    const offered = part.replace(/[()]/g, "").split(/\s+OR\s+/).map((one) => one.trim());
    return PREFERRED.find((licence) => offered.includes(licence)) ?? offered[0];
  });
}

/** The texts of the licences taken, with notices, and those of foreign sources further down. */
function textsOf(directory, taken) {
  const wanted = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name) && !/\.(rs|c|h|py|toml|html|json|sh)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !/(^|\/)(tests?|benches|examples|contrib|\.github)\//.test(path))
    .sort();
  const named = (licence) => (path) => path.toLowerCase().includes(licence.split("-")[0].toLowerCase());
  const others = PREFERRED.filter((licence) => !taken.includes(licence));
  const ours = files.filter((path) => path.includes("/") || taken.some((licence) => named(licence)(path)) || !others.some((licence) => named(licence)(path)));
  const texts = ours.map((path) => readFileSync(join(directory, path), "utf8").replace(WHOLE_APACHE, `Text: ${COMMON}/Apache-2.0`));
  // What is offered beside the licence that was taken.
  return texts.filter((text) => !Object.values(LONG).some((words) => words.test(text.slice(0, 1500))) && !/GNU GENERAL PUBLIC LICENSE/.test(text));
}

function split(text) {
  const lines = text.replaceAll("\r", "").replaceAll("\t", "    ").split("\n");
  const isHolder = (line) => /^\W*(copyright\W+(\(c\)|©|\d|[A-Z])|(\(c\)|©) ?\d{4})/i.test(line) && !/copyright (and permission|notice|holder|owner|license|law)/i.test(line);
  const isTitle = (line) => /^\W*(the )?(mit|isc|bsd|zlib|"?new)?\W*(3-clause |2-clause )?licen[cs]e\W*(\(?(mit|isc|bsd).*\)?)?\W*$/i.test(line);
  const holders = [...new Set(lines.filter(isHolder).map((line) => line.trim().replace(/^[#*/ ]+/, "")))];
  const body = lines.filter((line) => !isHolder(line) && !isTitle(line)).map((line) => line.trimEnd()).join("\n");
  return { holders, body: body.replace(/\n{3,}/g, "\n\n").trim() };
}

function add(map, key, value) {
  map.set(key, [...(map.get(key) ?? []), value]);
}
