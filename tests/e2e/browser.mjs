// One Chromium a file, one context a test. Whatever the console, the page or the content security policy complains of
// fails the test that caused it.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const SHOTS = fileURLToPath(new URL("./shots/", import.meta.url));

const FLAGS = [
  "--no-sandbox", // root in containers
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  // without these Chromium calls home at every start
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** For a file's `before`; close it in `after`. `more` are flags that this file alone needs. */
export function launch(more = []) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...more] });
}

/**
 * Runs `story(page, { context, faults })` in a fresh context and fails on any fault. Options: `locale` ("ko-KR"),
 * `javaScriptEnabled` (true), `colorScheme` ("light"), `viewport`, and `expected`: patterns of faults the story provokes
 * on purpose (Chromium logs every 4xx answer of a resource as a console error).
 */
export async function visit(browser, options, story) {
  const { expected = [], ...rest } = options;
  const context = await browser.newContext({
    locale: "ko-KR",
    timezoneId: "Asia/Seoul",
    colorScheme: "light",
    javaScriptEnabled: true,
    viewport: { width: 1280, height: 800 },
    ...rest,
  });
  const faults = [];
  try {
    context.setDefaultTimeout(10_000);
    await listen(context, faults);
    await story(await context.newPage(), { context, faults });
  } finally {
    await context.close();
  }
  const unexpected = faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
  assert.deepEqual(unexpected, [], "the browser complained");
}

async function listen(context, faults) {
  context.on("console", (message) => {
    // a policy violation is logged as an error too, but of a report-only one only as a warning
    if (message.type() === "error" || /Content Security Policy/i.test(message.text())) {
      const from = message.location().url;
      faults.push(`console: ${message.text()}${from ? ` (${from})` : ""}`);
    }
  });
  context.on("weberror", (fault) => faults.push(`page: ${fault.error().message}`));
  await context.exposeBinding("reportCspViolation", (_, text) => faults.push(`csp: ${text}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.reportCspViolation(`${event.effectiveDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
    });
  });
}

/** Saves a picture of the whole page to the git-ignored tests/e2e/shots/NAME.png. */
export async function shot(page, name) {
  await mkdir(SHOTS, { recursive: true });
  const size = page.viewportSize();
  const height = await page.evaluate(() => document.fonts.ready.then(() => document.documentElement.scrollHeight));
  // a window as high as the page, so that what sticks to its edges stands where it does at the end of the page
  await page.setViewportSize({ width: size.width, height: Math.max(height, size.height) });
  // painting a long page takes a busy machine longer than any click
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), timeout: 60_000 });
  await page.setViewportSize(size);
}
