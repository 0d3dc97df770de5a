// Home: an account's figures with their chart, the agency's overview, and the search that opens from the keyboard.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const DESK = { width: 1440, height: 960 };
const PHONE = { width: 390, height: 844 };
const STILL = { viewport: DESK, reducedMotion: "reduce" };

const WORDS = {
  ko: { visitors: "방문자", leads: "리드", person: "김서연", initials: "ㄱㅅㅇ", digits: "1000", page: "봄맞이", funnel: "상담 퍼널", nothing: "맞는 결과가 없습니다" },
  en: { visitors: "Visitors", leads: "Leads", person: "Alice Moore", initials: "alice", digits: "1000", page: "Free spring", funnel: "Consultation", nothing: "Nothing fits" },
};

for (const lang of ["ko", "en"]) {
  describe(`in ${lang}`, () => {
    const locale = lang === "ko" ? "ko-KR" : "en-US";
    const words = WORDS[lang];
    let appliance;
    let browser;
    let ids;
    let session;

    before(async () => {
      [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
      ids = await fill(await openApi(appliance), appliance, lang);
      await visitors(appliance, 12);
      await visit(browser, { locale }, async (page, { context }) => {
        await logIn(page, appliance, lang);
        session = await context.storageState();
      });
    });

    after(async () => {
      await browser?.close();
      await appliance?.stop();
    });

    const story = (options, tell) => visit(browser, { locale, ...STILL, storageState: session, ...options }, tell);

    test("figures, their chart and their period", async () => {
      await story({}, async (page) => {
        await page.goto(`${appliance.admin}/accounts/${ids.slug}`);
        const tile = (name) => page.locator("section.kpi", { has: page.getByText(name, { exact: true }) }).locator(".value");
        assert.match(await tile(words.visitors).textContent(), /^12/);
        assert.match(await tile(words.leads).textContent(), /^12/);
        await assertAccessible(page);
        await shot(page, `${lang}-home-light`);

        const plot = page.locator(".graph-wide").first();
        const box = await plot.boundingBox();
        await page.mouse.move(box.x + box.width - 16, box.y + 80);
        await page.locator(".graph-tip", { hasText: words.visitors }).waitFor();
        assert.match(await page.locator(".graph-tip").textContent(), /12/);
        await page.mouse.move(5, 5);
        await page.locator(".graph-tip").waitFor({ state: "hidden" });

        await page.locator(".segmented a").first().click();
        await page.waitForURL(/days=7/);
        assert.equal(await page.locator(".graph").first().locator("tbody tr").count(), 7);
        await page.locator("input[name=from]").fill("2026-01-01");
        await page.locator("input[name=to]").fill("2026-01-31");
        await page.locator("input[name=to]").press("Enter");
        await page.waitForURL(/from=2026-01-01/);
        assert.match(await tile(words.visitors).textContent(), /^0/);
        await assertAccessible(page);
        await shot(page, `${lang}-home-quiet`);
      });
    });

    test("dark and on a phone", async () => {
      await story({ colorScheme: "dark" }, async (page) => {
        await page.goto(`${appliance.admin}/accounts/${ids.slug}`);
        await assertAccessible(page);
        await shot(page, `${lang}-home-dark`);
      });
      await story({ viewport: PHONE }, async (page) => {
        for (const [name, path] of [["home", `/accounts/${ids.slug}`], ["overview", "/accounts"], ["first-steps", `/accounts/${ids.empty}`]]) {
          await page.goto(appliance.admin + path);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${path} is ${wide} px too wide for a phone`);
          await assertAccessible(page);
          await shot(page, `${lang}-${name}-phone`);
        }
        await page.goto(`${appliance.admin}/accounts/${ids.slug}`);
        assert.deepEqual([await page.locator(".graph-wide").first().isVisible(), await page.locator(".graph-slim").first().isVisible()], [false, true]);
      });
    });

    test("the overview is sorted and searched", async () => {
      await story({}, async (page) => {
        await page.goto(`${appliance.admin}/accounts`);
        await page.locator("thead a").nth(1).click();
        await page.waitForURL(/sort=-leads_today/);
        assert.match(await page.locator("tbody tr").first().textContent(), /busy/);
        await assertAccessible(page);
        await shot(page, `${lang}-overview`);
        await page.locator("main input[name=q]").fill("empty");
        await page.locator("main input[name=q]").press("Enter");
        await page.waitForURL(/q=empty/);
        assert.equal(await page.locator("tbody tr").count(), 1);
        await page.goto(`${appliance.admin}/accounts?q=zzzz`);
        await assertAccessible(page);
      });
    });

    test("the search opens, finds and goes there from the keyboard", async () => {
      await story({}, async (page) => {
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/funnels`);
        const opener = page.locator("main a").first();
        await opener.focus();
        await page.keyboard.press("Control+k");
        const dialog = page.locator("#search-dialog");
        await dialog.waitFor();
        await page.keyboard.type(words.initials);
        await dialog.getByRole("link", { name: words.person }).first().waitFor();
        await assertAccessible(page);
        await shot(page, `${lang}-search`);
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowUp");
        assert.match(await page.evaluate(() => document.activeElement.getAttribute("href")), /\/customers\/\d+$/);
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "hidden" });
        assert.ok(await opener.evaluate((link) => link === document.activeElement), "the focus is back");

        await page.keyboard.press("Control+k");
        await page.keyboard.type(words.digits);
        await dialog.getByRole("link", { name: words.person }).first().waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.waitForURL(new RegExp(`/customers/${ids.customer}$`));

        await page.keyboard.press("Control+k");
        await page.keyboard.type("zzzzzz");
        await dialog.getByText(words.nothing).waitFor();
        await page.keyboard.press("Enter"); // nothing stands first: the page of results
        await page.waitForURL(/\/search\?q=zzzzzz/);
        await assertAccessible(page);
      });
    });

    test("the search works without scripts", async () => {
      await story({ javaScriptEnabled: false }, async (page) => {
        await page.goto(`${appliance.admin}/accounts/${ids.slug}`);
        await page.locator(".top input[name=q]").fill(words.page);
        await page.locator(".top input[name=q]").press("Enter");
        await page.waitForURL(/\/search\?q=/);
        await page.locator(".found a", { hasText: words.page }).first().click();
        await page.waitForURL(/\/landing-pages\/\d+$/);
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/search?q=${encodeURIComponent(words.funnel)}`);
        await page.locator(".found a", { hasText: words.funnel }).first().waitFor();
        await shot(page, `${lang}-search-page`);
      });
    });
  });
}

/** So many people look at the first page, each with a browser of their own. */
async function visitors(appliance, count) {
  for (let n = 0; n < count; n += 1) {
    const headers = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36" };
    const opened = await fetch(`${appliance.visitors}/p/busy/page-0`, { headers });
    const cookie = opened.headers.getSetCookie().map((set) => set.split(";")[0]).join("; ");
    const url = `${appliance.visitors}/p/busy/page-0?utm_source=${["naver", "google", "kakao"][n % 3]}`;
    const body = JSON.stringify({ events: [{ id: `view-${n}`, kind: "page_view", url }] });
    const noted = await fetch(`${appliance.visitors}/t/busy`, { method: "POST", headers: { ...headers, cookie, "content-type": "application/json" }, body });
    assert.equal(noted.status, 202);
  }
}
