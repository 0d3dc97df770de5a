// Reports in the browser: a funnel's figures for a period of one's own, the figures of a page, a conversion taken back.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";
import { DESK, look } from "./look.mjs";

const STILL = { viewport: DESK, reducedMotion: "reduce" };

const WORDS = {
  ko: { report: "보고서", show: "보기", visits: "방문", optIns: "접수", rate: "접수율", nothing: "이 기간에는 기록이 없습니다", figures: "수치", void: "전환 취소", voided: "취소됨", monthly: "월별", device: "기기", mobile: "모바일", from: "시작 날짜", to: "끝 날짜", download: "CSV 내려받기" },
  en: { report: "Report", show: "Show", visits: "Unique views", optIns: "Opt-ins", rate: "Opt-in rate", nothing: "Nothing happened in this period", figures: "Figures", void: "Void", voided: "Voided", monthly: "By month", device: "Device", mobile: "Mobile", from: "First day", to: "Last day", download: "Download CSV" },
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
      await visitors(appliance);
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
    const at = (path) => `${appliance.admin}/accounts/${ids.slug}${path}`;
    const tile = (page, name) => page.locator("section.kpi", { has: page.getByText(name, { exact: true }) }).locator(".value");

    test("a funnel's report, its period, its filters and its file", async () => {
      await story({ acceptDownloads: true }, async (page) => {
        await page.goto(at(`/funnels/${ids.funnel}`));
        await page.getByRole("link", { name: words.report, exact: true }).click();
        await page.waitForURL(/\/report$/);
        assert.equal(await tile(page, words.visits).textContent(), "9");
        assert.match(await tile(page, words.optIns).textContent(), /^6/);
        assert.equal(await tile(page, words.rate).textContent(), "66.7%");
        await look(page, `${lang}-report`);

        // Yesterday and before: nothing yet.
        await page.getByLabel(words.from).fill("2026-01-01");
        await page.getByLabel(words.to).fill("2026-01-31");
        await page.getByRole("button", { name: words.show, exact: true }).click();
        await page.getByText(words.nothing).waitFor();
        assert.match(page.url(), /from=2026-01-01&to=2026-01-31/);
        await assertAccessible(page);
        await shot(page, `${lang}-report-empty`);

        await page.goto(at(`/funnels/${ids.funnel}/report?days=7`));
        await page.getByRole("link", { name: "kakao", exact: true }).click();
        await page.waitForURL(/source=kakao/);
        assert.equal(await tile(page, words.visits).textContent(), "3");
        await page.getByRole("link", { name: words.device, exact: true }).click();
        await page.getByRole("link", { name: words.mobile, exact: true }).waitFor();
        await assertAccessible(page);
        await shot(page, `${lang}-report-filtered`);
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: words.download }).click()]);
        const text = await readFile(await download.path(), "utf8");
        assert.match(download.suggestedFilename(), /^funnel-\d+-.*\.csv$/);
        assert.ok(text.startsWith("\u{feff}") && text.includes("kakao,3,3,"), text);
      });
    });

    test("a page's figures", async () => {
      await story({}, async (page) => {
        await page.goto(at(`/landing-pages`));
        await page.locator(`a[href$="/landing-pages/1"]`).first().click();
        await page.getByRole("link", { name: words.figures, exact: true }).click();
        await page.waitForURL(/\/stats$/);
        assert.equal(await tile(page, words.optIns).textContent(), "6");
        await page.getByText("search.naver.com").first().waitFor();
        await look(page, `${lang}-page-stats`);
      });
    });

    test("a conversion is taken back, and stays", async () => {
      await story({}, async (page) => {
        await page.goto(at("/conversions"));
        await look(page, `${lang}-conversions`);
        await page.locator("main tbody").getByRole("link", { name: words.void, exact: true }).first().click();
        await look(page, `${lang}-void`);
        await page.locator("textarea[name=reason]").fill(lang === "ko" ? "계약 취소" : "Deal called off");
        await page.getByRole("button", { name: words.void, exact: true }).click();
        await page.waitForURL(/\/conversions$/);
        await page.locator("main tbody").getByText(words.voided, { exact: true }).waitFor();
        await look(page, `${lang}-conversions-voided`);
        await page.getByRole("link", { name: words.monthly, exact: true }).click();
        await page.waitForURL(/\/monthly$/);
        await look(page, `${lang}-conversions-monthly`);
      });
    });

    test("the goal settings of a funnel", async () => {
      await story({}, async (page) => {
        await page.goto(at(`/funnels/${ids.funnel}/edit`));
        await look(page, `${lang}-funnel-edit`);
      });
    });
  });
}

/** Nine people look at the first page from three sources, and six of them send its form. */
async function visitors(appliance) {
  const url = `${appliance.visitors}/p/busy/page-0`;
  for (let n = 0; n < 9; n += 1) {
    const query = ["?utm_source=naver&utm_campaign=spring", "?utm_source=kakao", ""][n % 3];
    const agent = n % 2 === 0
      ? "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
      : "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36";
    const opened = await fetch(url + query, { headers: { "user-agent": agent } });
    const cookie = opened.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
    const headers = { "user-agent": agent, cookie };
    const view = { id: `v${n}`, kind: "page_view", url: url + query, referrer: n % 3 === 0 ? "https://search.naver.com/s" : null };
    const seen = await fetch(`${appliance.visitors}/t/busy`, { method: "POST", headers, body: JSON.stringify({ events: [view] }) });
    assert.equal(seen.status, 202);
    if (n >= 6) continue;
    const body = new URLSearchParams({ name: `Visitor ${n}`, phone: `010-7000-${1000 + n}` });
    const sent = await fetch(url + query, { method: "POST", headers, body, redirect: "manual" });
    assert.equal(sent.status, 303, await sent.text());
  }
}
