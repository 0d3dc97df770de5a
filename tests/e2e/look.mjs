// What a spec looks at a page with: axe in both themes and on a phone, and a picture of each. And how it waits.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { shot } from "./browser.mjs";

export const DESK = { width: 1440, height: 960 };
export const PHONE = { width: 390, height: 844 };

/** Nothing on the page of a context as wide as `DESK` may be out of reach, nor overflow a phone. Saves NAME-light, -dark and -phone. */
export async function look(page, name) {
  await assertAccessible(page);
  await shot(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await assertAccessible(page, { runOnly: ["color-contrast"] });
  await shot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  await assertAccessible(page, { runOnly: ["color-contrast", "target-size", "scrollable-region-focusable"] });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: ${wide} px too wide for a phone`);
  await shot(page, `${name}-phone`);
  await page.setViewportSize(DESK);
}

/** Waits until `holds()`, 10 s unless told. */
export async function until(holds, withinMs = 10_000) {
  for (const end = Date.now() + withinMs; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`it did not come about within ${withinMs} ms`);
}
