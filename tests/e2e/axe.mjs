// Accessibility: axe finds nothing serious.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

const SOURCE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const SERIOUS = new Set(["serious", "critical"]);

/** Needs a context with JavaScript. `options` go to `axe.run`. */
export async function assertAccessible(page, options = {}) {
  // evaluated from outside, so the page's content security policy does not apply
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate((choice) => globalThis.axe.run(document, choice), options);
  const found = violations.filter((violation) => SERIOUS.has(violation.impact)).map(told);
  assert.deepEqual(found, [], `axe on ${page.url()}`);
}

function told(violation) {
  const places = violation.nodes.map((node) => `${node.target.join(" ")}: ${node.html}`);
  return `${violation.impact} ${violation.id}: ${violation.help}\n    ${places.join("\n    ")}`;
}
