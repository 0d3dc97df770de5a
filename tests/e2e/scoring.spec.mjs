// The score model in the browser: changed, previewed, activated and put back; the same without JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { launch, visit } from "./browser.mjs";
import { DESK, look, until } from "./look.mjs";

const STILL = { viewport: DESK, reducedMotion: "reduce" };

for (const lang of ["ko", "en"]) {
  describe(`scoring in ${lang}`, () => {
    const locale = lang === "ko" ? "ko-KR" : "en-US";
    let appliance;
    let browser;
    let api;
    let ids;
    let session;
    let scoring;

    before(async () => {
      [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
      api = await openApi(appliance);
      ids = await fill(api, appliance, lang);
      scoring = `${appliance.admin}/accounts/${ids.slug}/scoring`;
      await visit(browser, { locale }, async (page, { context }) => {
        await logIn(page, appliance, lang);
        session = await context.storageState();
      });
    });

    after(async () => {
      await browser?.close();
      await appliance?.stop();
    });

    test("the model is changed, previewed, activated and put back", async () => {
      // a model with a fault is sent on purpose
      await visit(browser, { locale, ...STILL, storageState: session, expected: [/status of 422/] }, async (page) => {
        await scored();
        await page.goto(scoring);
        await look(page, `${lang}-scoring`);
        await page.locator(`a[href$="/scoring/edit"]`).click();
        await look(page, `${lang}-scoring-edit`);
        const rows = await page.locator("#fit fieldset").count();
        await page.locator("button[value='add:fit']").click();
        await page.locator("#fit fieldset").nth(rows).waitFor();
        const row = page.locator("#fit fieldset").last();
        await row.locator("select[name$='.field']").selectOption("customer.source");
        await row.locator("select[name$='.operator']").selectOption("equals");
        await row.locator("input[name$='.value']").fill("naver");
        await row.locator("input[name$='.points']").fill("200");
        await previewButton(page).click();
        await page.locator(".is-invalid, [aria-invalid=true]").first().waitFor();
        await look(page, `${lang}-scoring-fault`);
        await row.locator("input[name$='.points']").fill("45");
        await page.locator("input[name='caps.fit']").fill("100");
        await previewButton(page).click();
        await page.waitForURL(/\/scoring\/previews\//);
        await page.locator("form[action$='/apply']").waitFor();
        await look(page, `${lang}-scoring-preview`);
        assert.equal((await model()).version, 1, "a preview changes nothing");

        const told = await api("POST", `/accounts/${ids.slug}/score-model/preview`, { ...(await model()), fit: [
          ...(await model()).fit, { field: "customer.source", operator: "equals", value: "naver", points: 45 }], caps: { fit: 100, engagement: 70, total: 100 } });
        await page.locator("form[action$='/apply'] button").click();
        await page.waitForURL(scoring);
        assert.equal((await model()).version, 2);
        await until(async () => {
          const counts = await Promise.all(["A", "B", "C", "D"].map((grade) => leadsOf(grade)));
          return counts.join() === Object.values(told.after.grades).join();
        });
        await page.goto(scoring);
        await look(page, `${lang}-scoring-activated`);
        await page.locator("form[action$='/versions/1/restore'] button").click();
        await page.waitForURL(scoring);
        assert.equal((await model()).version, 3);
      });
    });

    test("a lead's page says why it has its score", async () => {
      await visit(browser, { locale, ...STILL, storageState: session }, async (page) => {
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/leads/${ids.lead}`);
        const shown = Number(await page.locator(".score-total .num").textContent());
        const score = await api("GET", `/accounts/${ids.slug}/leads/${ids.lead}/score`);
        assert.equal(shown, score.total);
        assert.equal(score.lines.reduce((sum, line) => sum + line.points, 0), score.total);
        await look(page, `${lang}-lead-score`);
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/leads?sort=-score`);
        await look(page, `${lang}-leads-by-score`);
      });
    });

    test("the same without JavaScript", async () => {
      await visit(browser, { locale, ...STILL, storageState: session, javaScriptEnabled: false }, async (page) => {
        await page.goto(`${scoring}/edit`);
        await page.locator("button[value='remove:engagement:0']").click();
        await page.locator("input[name='thresholds.c']").fill("5");
        await previewButton(page).click();
        await page.waitForURL(/\/scoring\/previews\//);
        await page.locator("form[action$='/apply'] button").click();
        await page.waitForURL(scoring);
        const now = await model();
        assert.equal(now.thresholds.c, 5);
        assert.ok(now.engagement.every((rule) => rule.kind !== "form_submit"));
      });
    });

    const previewButton = (page) => page.locator(".form-submit button[value='preview']");
    const model = () => api("GET", `/accounts/${ids.slug}/score-model`);
    const leadsOf = async (grade) => (await api("GET", `/accounts/${ids.slug}/leads?grade=${grade}`)).page.total;
    const scored = () =>
      until(async () => (await api("GET", `/accounts/${ids.slug}/leads?fields=score`)).data.every((lead) => lead.score !== null));
  });
}
