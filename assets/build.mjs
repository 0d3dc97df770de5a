// Builds assets/dist: what the binary embeds. `npm ci && node build.mjs`, Node 20 or later.
//
// Every file's name carries a hash of its content, so that browsers may keep it for ever; manifest.json says which name is
// current. Class names and icons are looked for in ../src, so that only what the pages use is shipped: a class name must
// stand there as a whole word, and an icon as `icon("name")`.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { purge } from "./purge.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const read = (...parts) => readFileSync(join(here, ...parts), "utf8");
const files = (folder, ending) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const sources = files(join(here, "../src"), ".rs").map((path) => [path, readFileSync(path, "utf8").replace(/^\s*\/\/.*$/gm, "")]);
const scripts = files(join(here, "js"), ".js").map((path) => readFileSync(path, "utf8"));
const words = new Set([...sources.map(([, text]) => text), ...scripts].flatMap((text) => text.match(/[A-Za-z_][\w-]*/g) ?? []));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const manifest = {};

/** Writes a file of ours under a hashed name. */
function emit(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const hashed = name.replace(/(\.\w+)$/, `.${hash}$1`);
  writeFileSync(join(dist, hashed), content);
  manifest[name] = hashed;
}

/** One symbol an icon; an unknown name or one that can't be read from the source ends the build. */
function sprite() {
  const names = new Set();
  for (const [path, text] of sources) {
    for (const [call, argument] of text.matchAll(/(?<!fn )\bicon\(\s*([^\s)][^)]*)\)/g)) {
      const name = argument.match(/^"([a-z0-9-]+)"\s*$/)?.[1];
      if (!name) fail(`${path}: ${call} must name its icon as a text: icon("mail")`);
      if (!existsSync(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`))) {
        fail(`${path}: there is no outline icon "${name}" in @tabler/icons`);
      }
      names.add(name);
    }
  }
  const symbols = [...names].sort().map((name) => {
    const shapes = read("node_modules/@tabler/icons/icons/outline", `${name}.svg`)
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
      .replace(/\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** The licences of everything embedded. @tabler/core ships none of its own, only a notice in its CSS and "MIT". */
function licenses() {
  const mit = read("node_modules/@tabler/icons/LICENSE").replace(/^[\s\S]*?(?=Permission is hereby granted)/, "");
  return ["@tabler/core", "@tabler/icons", "htmx.org", "pretendard"]
    .map((name) => {
      const about = JSON.parse(read("node_modules", name, "package.json"));
      const file = ["LICENSE", "dist/LICENSE.txt"].find((file) => existsSync(join(here, "node_modules", name, file)));
      const text = file
        ? read("node_modules", name, file)
        : `${read("node_modules/@tabler/core/dist/css/tabler.css").match(/\/\*!\s*([\s\S]*?)\*\//)[1].replace(/^ ?\* ?/gm, "")}\n${mit}`;
      return `${about.name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
    })
    .join(`\n${"=".repeat(78)}\n\n`);
}

const onlyWhatIsUsed = {
  name: "only-what-is-used",
  setup: (build) =>
    build.onLoad({ filter: /tabler\.min\.css$/ }, ({ path }) => ({ contents: purge(readFileSync(path, "utf8"), words), loader: "css" })),
};

const built = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ["css/app.css", "css/font.css", "js/app.js"],
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome123", "firefox121", "safari17.5"],
  entryNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  publicPath: "/assets",
  loader: { ".woff2": "file" },
  legalComments: "none",
  metafile: true,
  plugins: [onlyWhatIsUsed],
});
for (const [path, output] of Object.entries(built.metafile.outputs)) {
  if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
}
emit("icons.svg", sprite());
emit("favicon.svg", read("favicon.svg"));
writeFileSync(join(dist, "licenses.txt"), licenses());
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

for (const path of readdirSync(dist).map((name) => join(dist, name)).filter((path) => /\.(css|js|svg)$/.test(path))) {
  const plain = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
}
const size = (name) => `${name} ${Math.ceil(readFileSync(join(dist, `${manifest[name]}.br`)).length / 1024)} KB`;
console.log(`assets/dist: ${Object.keys(manifest).map(size).join(", ")} (brotli); ${readdirSync(dist).length} files`);
