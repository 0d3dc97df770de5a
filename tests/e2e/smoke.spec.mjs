// The harness itself and the first door: a new appliance shows its set-up form.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

let appliance;
let browser;

before(async () => {
  [appliance, browser] = await Promise.all([startAppliance(), launch()]);
});

after(async () => {
  await browser?.close();
  await appliance?.stop();
});

for (const [locale, colorScheme] of [["ko-KR", "light"], ["en-US", "dark"]]) {
  test(`a new appliance shows its set-up form (${locale}, ${colorScheme})`, async () => {
    await visit(browser, { locale, colorScheme }, async (page) => {
      const answer = await page.goto(appliance.setup);
      assert.equal(answer.status(), 200);
      assert.equal(await page.locator("html").getAttribute("lang"), locale.slice(0, 2));
      await page.locator("form input[type=email]").waitFor();
      await page.locator("form input[type=password]").first().waitFor();
      await assertAccessible(page);
      await shot(page, `setup-${locale.slice(0, 2)}-${colorScheme}`);
    });
  });
}

test("the set-up form needs no JavaScript", async () => {
  await visit(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(appliance.setup);
    await page.locator("form input[type=email]").waitFor();
  });
});
