// The log as an owner looks through it: from an error page's number to its line, on a phone without scripts, and the diagnostics.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

describe("the log", () => {
  let appliance;
  let browser;
  let session;

  before(async () => {
    [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
    await fill(await openApi(appliance), appliance, "ko");
    await visit(browser, {}, async (page, { context }) => {
      await logIn(page, appliance, "ko");
      session = await context.storageState();
    });
  });

  after(async () => {
    await browser?.close();
    await appliance?.stop();
  });

  test("the number on an error page leads to its line", async () => {
    const answer = await fetch(`${appliance.admin}/api/v1/accounts`);
    const { request_id: id } = await answer.json();
    await visit(browser, { storageState: session, viewport: DESK, reducedMotion: "reduce" }, async (page) => {
      await page.goto(`${appliance.admin}/logs`);
      await assertAccessible(page);
      await shot(page, "logs");
      await page.getByLabel("요청 번호").first().fill(id);
      await page.getByRole("button", { name: "적용" }).click();
      await page.waitForURL(/request=/);
      assert.equal(await page.locator("tbody tr").count(), 1);
      await page.getByText("a request was refused").waitFor();
      await page.getByText("status=401").waitFor();
      await page.goto(`${appliance.admin}/logs?q=nothing+like+it`);
      await page.getByText("조건에 맞는 기록이 없습니다").waitFor();
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "진단 파일 받기" }).click()]);
      assert.match(download.suggestedFilename(), /^dangol-diagnostics-\d{4}-\d\d-\d\d\.tar\.gz$/);
      const text = gunzipSync(await readFile(await download.path())).toString();
      assert.ok(text.includes("account-1") && text.includes(id));
      for (const own of ["busy", "@", "김"]) assert.ok(!text.includes(own), own);
    });
  });

  test("in English, on a phone and without scripts", async () => {
    const english = { ...session, cookies: [...session.cookies, { name: "lang", value: "en", domain: "127.0.0.1", path: "/", expires: -1, httpOnly: false, secure: false, sameSite: "Lax" }] };
    await visit(browser, { storageState: english, viewport: PHONE, javaScriptEnabled: false }, async (page) => {
      await page.goto(`${appliance.admin}/logs?level=info`);
      assert.ok((await page.locator("tbody tr").count()) > 0);
      const { width } = await page.locator("main").boundingBox();
      assert.ok(width <= PHONE.width, `${width}`);
      await shot(page, "logs-phone");
    });
  });
});
