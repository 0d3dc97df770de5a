// Every page of the admin UI with something on it: light, dark and on a phone, in both languages. Axe finds nothing serious,
// nothing overflows a phone, and no Korean is left on an English page.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const DESK = { width: 1280, height: 800 };
// A colour on its way to another one has a contrast of its own.
const STILL = { viewport: DESK, reducedMotion: "reduce" };
const PHONE = { width: 390, height: 844 };

/** Name of the picture, address below the admin. */
const PAGES = (ids) => [
  ["accounts", "/accounts"],
  ["account-new", "/accounts/new"],
  ["mail", "/mail"],
  ["not-found", "/nowhere"],
  ["jobs", "/jobs"],
  ["resources", "/resources?span=hour"],
  ["capacity", "/capacity"],
  ["certificates-off", "/settings/certificates"],
  ...[
    ["overview", ""],
    ["settings", "/settings"],
    ["settings-alerts", "/settings/alerts"],
    ["settings-mail", "/settings/mail"],
    ["settings-webhook", "/settings/webhook"],
    ["settings-deliveries", "/settings/deliveries"],
    ["leads", "/leads"],
    ["leads-none-found", "/leads?q=zzzzzz"],
    ["leads-suspects", "/leads?suspect=true"],
    ["lead", `/leads/${ids.lead}`],
    ["lead-suspect", `/leads/${ids.suspect}`],
    ["lead-new", "/leads/new"],
    ["board", "/board"],
    ["customers", "/customers"],
    ["customers-none-found", "/customers?q=zzzzzz"],
    ["customer", `/customers/${ids.customer}`],
    ["customer-edit", `/customers/${ids.customer}/edit`],
    ["customer-new", "/customers/new"],
    ["pages", "/landing-pages"],
    ["page-new", "/landing-pages/new"],
    ["page-editor", `/landing-pages/${ids.page}`],
    ["page-draft", `/landing-pages/${ids.draft}`],
    ["funnels", "/funnels"],
    ["funnel", `/funnels/${ids.funnel}`],
    ["funnel-edit", `/funnels/${ids.funnel}/edit`],
    ["funnel-new", "/funnels/new"],
    ["conversions", "/conversions"],
  ].map(([name, path]) => [name, `/accounts/${ids.slug}${path}`]),
  ...["", "/leads", "/board", "/customers", "/landing-pages", "/funnels", "/conversions"].map((path) => [
    `empty-${path.slice(1) || "overview"}`,
    `/accounts/${ids.empty}${path}`,
  ]),
];

for (const lang of ["ko", "en"]) {
  describe(`in ${lang}`, () => {
    const locale = lang === "ko" ? "ko-KR" : "en-US";
    let appliance;
    let browser;
    let ids;
    let session;

    before(async () => {
      [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
      ids = await fill(await openApi(appliance), appliance, lang);
      await visit(browser, { locale }, async (page, { context }) => {
        await logIn(page, appliance, lang);
        session = await context.storageState();
      });
    });

    after(async () => {
      await browser?.close();
      await appliance?.stop();
    });

    test("the log-in page, light, dark and on a phone", async () => {
      await visit(browser, { locale, ...STILL }, async (page) => {
        await page.goto(`${appliance.admin}/login`);
        assert.deepEqual(await look(page, `${lang}-login`, lang), []);
      });
    });

    test("every page, light, dark and on a phone", async () => {
      // the page that isn't there is asked for on purpose
      await visit(browser, { locale, ...STILL, storageState: session, expected: [/status of 404/] }, async (page) => {
        const faults = [];
        for (const [name, path] of PAGES(ids)) {
          const answer = await page.goto(appliance.admin + path);
          assert.equal(answer.status(), name === "not-found" ? 404 : 200, path);
          faults.push(...(await look(page, `${lang}-${name}`, lang)));
        }
        assert.deepEqual(faults, []);
      });
    });

    test("what opens on a page, and the keyboard", async () => {
      await visit(browser, { locale, ...STILL, storageState: session }, async (page) => {
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/customers`);
        await page.keyboard.press("Tab"); // the way past the menu comes first
        assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
        await page.keyboard.press("Control+k");
        assert.equal(await page.evaluate(() => document.activeElement.name), "q");
        const focused = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        assert.notEqual(focused, "none", "one sees where the focus is");
        await page.keyboard.press("Escape");
        await page.locator("#search-dialog").waitFor({ state: "hidden" });

        const switcher = page.locator("details.switcher");
        await switcher.locator("summary").press("Enter");
        await switcher.locator("a").first().waitFor();
        await assertAccessible(page);
        await shot(page, `${lang}-switcher`);
        await page.keyboard.press("Escape");
        await switcher.locator("a").first().waitFor({ state: "hidden" });
        assert.ok(await switcher.locator("summary").evaluate((summary) => summary === document.activeElement), "the focus is back");

        await page.goto(`${appliance.admin}/accounts/${ids.slug}/customers/${ids.customer}`);
        await page.locator("details.confirm > summary").click();
        await assertAccessible(page);
        await shot(page, `${lang}-confirm`);
        await page.keyboard.press("Escape");
        await page.locator("details.confirm > div").waitFor({ state: "hidden" });

        await page.setViewportSize(PHONE);
        await page.locator(".side-open").click();
        await page.locator("#nav nav a[aria-current]").waitFor();
        await assertAccessible(page);
        await shot(page, `${lang}-drawer`);
        await page.keyboard.press("Escape");
        await page.locator("#nav nav a[aria-current]").waitFor({ state: "hidden" });
      });
    });
  });
}

/** What is wrong with the page that is open now; leaves it as it was. */
async function look(page, name, lang) {
  const faults = [];
  const check = async (options) => {
    try {
      await assertAccessible(page, options);
    } catch (fault) {
      faults.push(`${name}: ${fault.message}`);
    }
  };
  await check();
  await shot(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await check({ runOnly: ["color-contrast"] });
  await shot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  await check({ runOnly: ["color-contrast", "target-size", "scrollable-region-focusable"] });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) faults.push(`${name}: ${wide} px too wide for a phone`);
  await shot(page, `${name}-phone`);
  await page.setViewportSize(DESK);
  if (lang === "en") faults.push(...(await page.evaluate(koreanLeft)).map((text) => `${name}: Korean on an English page: ${text}`));
  return faults;
}

/** In the browser: texts and attributes for people that hold Hangul, but for the language's own name. */
function koreanLeft() {
  const hangul = /[ㄱ-ㆎ가-힣]/;
  const found = [];
  const note = (text) => hangul.test(text) && text.trim() !== "한국어" && found.push(text.trim());
  note(document.title);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) note(texts.currentNode.data);
  for (const element of document.querySelectorAll("*")) {
    for (const name of ["title", "placeholder", "aria-label", "alt", "value"]) note(element.getAttribute(name) ?? "");
  }
  return found;
}
