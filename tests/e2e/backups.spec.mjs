// Customers are deleted by mistake, and their account goes back to the backup of before while another account keeps the lead that came
// in this minute. In both languages, and once without JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { launch, shot, visit } from "./browser.mjs";
import { DESK, look, until } from "./look.mjs";

const STILL = { viewport: DESK, reducedMotion: "reduce" };
const SLOW_MS = 120_000; // a debug build derives keys and checks packs at a tenth of its speed

for (const lang of ["ko", "en"]) {
  describe(`backups in ${lang}`, () => {
    const locale = lang === "ko" ? "ko-KR" : "en-US";
    const other = { slug: "other", name: lang === "ko" ? "늘봄병원" : "Spring Clinic" };
    let appliance;
    let browser;
    let api;
    let ids;
    let session;
    let name;

    before(async () => {
      [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
      api = await openApi(appliance);
      ids = await fill(api, appliance, lang);
      await api("POST", "/accounts", { ...other, locale: lang });
      await api("POST", "/accounts/other/landing-pages", {
        title: other.name,
        slug: "form",
        html: `<!doctype html><html lang="${lang}"><head><title>x</title></head><body><form data-dangol></form></body></html>`,
        form: { fields: [{ name: "name", label: "N", kind: "text", required: true }, { name: "phone", label: "P", kind: "phone", required: true }] },
        thank_you: { message: "ok" },
      }).then((page) => api("PUT", `/accounts/other/landing-pages/${page.id}/publication`));
      name = (await api("GET", `/accounts/${ids.slug}`)).name;
      await visit(browser, { locale }, async (page, { context }) => {
        await logIn(page, appliance, lang);
        session = await context.storageState();
      });
    });

    after(async () => {
      await browser?.close();
      await appliance?.stop();
    });

    test("customers deleted by mistake come back while another account keeps its new lead", async () => {
      await visit(browser, { locale, ...STILL, storageState: session, expected: [/status of 422/] }, async (page) => {
        await page.goto(`${appliance.admin}/backups/restore`);
        await look(page, `${lang}-restore-empty`);
        await page.goto(`${appliance.admin}/backups`);
        await look(page, `${lang}-backups-empty`);
        await page.locator("form[action$='/steps/backup/run'] button").first().click();
        await until(() => backups(page).then((count) => count > 0), 2 * SLOW_MS);
        const whole = await people();
        assert.ok(whole.length > 5);

        for (const person of whole.slice(0, 4)) await api("DELETE", `/accounts/${ids.slug}/customers/${person.id}`);
        await submit("busy", "page-0", "010-7777-0001");
        await submit("other", "form", "010-7777-0002");
        assert.equal((await people()).length, whole.length - 4 + 1);

        await page.goto(`${appliance.admin}/backups`);
        await look(page, `${lang}-backups`);
        await page.locator("a[href^='/backups/restore']").first().click();
        await page.locator("select[name=account]").selectOption(ids.slug);
        await look(page, `${lang}-restore`);
        await page.locator("form[action$='/preview'] button[type=submit]").click();
        await page.waitForURL(/\/restore\/preview/);
        const told = await page.locator("main").innerText();
        assert.match(told, /\+3/);
        await look(page, `${lang}-restore-preview`);

        await page.locator("#in-place input[name=confirm]").fill(other.name);
        await page.locator("#in-place button[type=submit]").click();
        await page.locator("[aria-invalid=true]").waitFor();
        await look(page, `${lang}-restore-wrong-name`);
        await page.locator("#in-place input[name=confirm]").fill(name);
        await page.locator("#in-place button[type=submit]").click();
        await page.waitForURL(/\/backups\/restores\/\d+$/);
        await page.locator("#restore:not([hx-get]) .notice.green").waitFor({ timeout: SLOW_MS });
        await look(page, `${lang}-restore-done`);

        assert.deepEqual((await people()).map((person) => person.id).sort(), whole.map((person) => person.id).sort());
        const leads = (await api("GET", "/accounts/other/leads?suspect=any")).data;
        assert.equal(leads.length, 1, "the other account has its lead of this minute");
        await page.locator(`#restore a[href='/accounts/${ids.slug}']`).click();
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/customers`);
        assert.ok((await page.locator("main").innerText()).includes(whole[0].name));
        await submit("busy", "page-0", "010-7777-0003");
        assert.equal((await people()).length, whole.length + 1, "its forms go on");
      });
    });

    test("a backup is looked at first, without JavaScript", async () => {
      await visit(browser, { locale, ...STILL, storageState: session, javaScriptEnabled: false }, async (page) => {
        await page.goto(`${appliance.admin}/backups/restore`);
        await page.locator("select[name=account]").selectOption(ids.slug);
        await page.locator("form[action$='/preview'] button[type=submit]").click();
        await page.locator("form:has(input[value=aside]) button[type=submit]").click();
        await page.waitForURL(/\/backups\/restores\/\d+$/);
        await until(async () => {
          if ((await page.locator("a[href*='/restore/shown/']").count()) > 0) return true;
          await page.reload();
          return false;
        }, SLOW_MS);
        await shot(page, `${lang}-restore-aside-done`);
        await page.locator("a[href*='/restore/shown/']").click();
        await shot(page, `${lang}-restore-shown`);
        await page.locator("form[action$='/removal'] button").click();
        await page.waitForURL(`${appliance.admin}/backups/restore`);
        await shot(page, `${lang}-restore-after`);
      });
    });

    test("all accounts are looked at before they go back", async () => {
      await visit(browser, { locale, ...STILL, storageState: session }, async (page) => {
        await page.goto(`${appliance.admin}/backups/restore`);
        await page.locator("select[name=account]").selectOption("*");
        await page.locator("form[action$='/preview'] button[type=submit]").click();
        await page.waitForURL(/\/restore\/preview/, { timeout: SLOW_MS });
        await look(page, `${lang}-restore-all`);
      });
    });

    const people = async () => (await api("GET", `/accounts/${ids.slug}/customers?per_page=200`)).data;
    const backups = async () => (await api("GET", "/system/backups")).backups.length;

    async function submit(slug, path, phone) {
      const body = new URLSearchParams({ name: "이순신", phone });
      const answer = await fetch(`${appliance.visitors}/p/${slug}/${path}`, { method: "POST", body, redirect: "manual" });
      assert.equal(answer.status, 303, await answer.text());
    }
  });
}
