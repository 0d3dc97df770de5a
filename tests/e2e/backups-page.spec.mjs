// Backups as an owner sees them: the first one by a button, what came of it, the settings, and the sheet that is printed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const DONE_WITHIN_MS = 60_000; // a process of its own, in a debug build on a busy machine

describe("backups", () => {
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

  const inAdmin = (story, options = {}) => visit(browser, { storageState: session, viewport: DESK, reducedMotion: "reduce", ...options }, story);

  test("the first backup is made by a button, and one account is proven to restore", async () => {
    await inAdmin(async (page) => {
      await page.goto(`${appliance.admin}/backups`);
      await page.getByText("아직 백업이 없습니다").first().waitFor();
      await assertAccessible(page);
      await shot(page, "backups-page-empty");
      await page.getByRole("button", { name: "지금 백업" }).first().click();
      const until = Date.now() + DONE_WITHIN_MS;
      while ((await page.getByText("백업 1개").count()) === 0) {
        assert.ok(Date.now() < until, "the backup was not made in time");
        await page.waitForTimeout(1_000);
        await page.reload();
      }
      const { status, stderr } = await appliance.cli(["job", "run", "backup-drill"]);
      assert.equal(status, 0, stderr);
      await page.reload();
      await page.getByText("복원해 비교했습니다").waitFor();
      await page.locator("details > summary").filter({ hasText: "고객사 2곳" }).click();
      await page.getByText("accounts/busy.db").waitFor();
      await assertAccessible(page);
      await shot(page, "backups-page");
    });
    await inAdmin(
      async (page) => {
        await page.goto(`${appliance.admin}/backups`);
        await assertAccessible(page);
        await shot(page, "backups-page-dark");
      },
      { colorScheme: "dark" },
    );
    await inAdmin(
      async (page) => {
        for (const address of ["/backups", "/settings/backups"]) {
          await page.goto(`${appliance.admin}${address}`);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width, `${address} is too wide`);
        }
        await shot(page, "backups-page-phone");
      },
      { viewport: PHONE },
    );
  });

  test("the recovery sheet is shown again for a reason", async () => {
    const key = (await readFile(path.join(appliance.dataDir, "recovery.key"), "utf8")).trim();
    await inAdmin(async (page) => {
      await page.goto(`${appliance.admin}/backups/key`);
      await page.getByLabel("다시 보는 이유").fill("금고를 옮깁니다");
      await page.getByRole("button", { name: "안내서 보기" }).click();
      await page.getByText(key, { exact: true }).waitFor();
      await assertAccessible(page);
      await shot(page, "backups-sheet");
    });
  });
});
