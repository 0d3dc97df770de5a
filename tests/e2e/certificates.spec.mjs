// The appliance gets its certificates from an authority; a browser comes by plain HTTP, is led on, and logs in over HTTPS.

import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { logIn, OWNER } from "./agency.mjs";
import { freePorts, startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";
import { startPebble } from "./pebble.mjs";

const ADMIN = "admin.dangol.localhost";
const PAGE = "page.dangol.localhost";
const PHONE = { width: 390, height: 844 };
const ISSUED_WITHIN_MS = 60_000; // a debug build on a busy machine

describe("HTTPS", () => {
  let appliance;
  let browser;
  let pebble;
  let plain;
  let secure;

  before(async () => {
    [secure, plain] = await freePorts(2);
    pebble = await startPebble(plain, secure);
    const env = {
      DANGOL_ADMIN__BASE_URL: `https://${ADMIN}:${secure}`,
      DANGOL_PUBLIC__BASE_URL: `https://${PAGE}:${secure}`,
      DANGOL_TLS__LISTEN: `127.0.0.1:${secure}`,
      DANGOL_TLS__HTTP_LISTEN: `127.0.0.1:${plain}`,
      DANGOL_TLS__ACME__EMAIL: "ops@example.kr",
      DANGOL_TLS__ACME__DIRECTORY: pebble.directory,
      DANGOL_TLS__ACME__CA_FILE: pebble.caFile,
    };
    [appliance, browser] = await Promise.all([startAppliance({ env, ports: [secure, secure] }), launch()]);
    const made = await appliance.cli(["setup", "--email", OWNER.email, "--agency", OWNER.agency], OWNER.password);
    assert.equal(made.status, 0, made.stderr);
    for (const host of [ADMIN, PAGE]) await until(async () => (await status(host)) === 308);
  });

  after(async () => {
    await browser?.close();
    await appliance?.stop();
    await pebble?.stop();
  });

  for (const lang of ["ko", "en"]) {
    test(`the admin is led to HTTPS and sees the certificates, in ${lang}`, async () => {
      const options = { locale: lang === "ko" ? "ko-KR" : "en-US", ignoreHTTPSErrors: true, reducedMotion: "reduce" };
      await visit(browser, options, async (page, { context }) => {
        await page.goto(`http://${ADMIN}:${plain}/login`);
        assert.equal(page.url(), `https://${ADMIN}:${secure}/login`);
        await logIn(page, { admin: `https://${ADMIN}:${secure}` }, lang);
        const session = (await context.cookies()).find((cookie) => cookie.name === "__Host-dangol");
        assert.deepEqual([session?.secure, session?.httpOnly, session?.path, session?.domain], [true, true, "/", ADMIN]);
        await page.goto(`https://${ADMIN}:${secure}/settings`);
        await page.locator("main a[href='/settings/certificates']").first().click();
        await page.waitForURL(`https://${ADMIN}:${secure}/settings/certificates`);
        assert.equal(await page.locator(".pill.green").count(), 2);
        await look(page, `${lang}-certificates`);
      });
    });
  }

  test("visitors have a side of their own, and other names have nothing", async () => {
    await visit(browser, { ignoreHTTPSErrors: true }, async (page) => {
      const answer = await page.goto(`https://${PAGE}:${secure}/healthz`);
      assert.equal((await answer.text()).trim(), "ok");
      await assert.rejects(page.goto(`https://other.dangol.localhost:${secure}/`), /ERR_SSL|ERR_CONNECTION|ERR_BAD_SSL/);
    });
    assert.equal(await status("other.dangol.localhost"), 404);
  });

  async function look(page, name) {
    await shot(page, name);
    await assertAccessible(page);
    await page.setViewportSize(PHONE);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} px too wide on a phone`);
    await shot(page, `${name}-phone`);
  }

  function status(host) {
    return new Promise((resolve, reject) => {
      const request = http.get({ host: "127.0.0.1", port: plain, path: "/", headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.once("error", reject);
    });
  }

  async function until(holds) {
    const end = Date.now() + ISSUED_WITHIN_MS;
    while (!(await holds())) {
      assert.ok(Date.now() < end, `no certificate came:\n${appliance.log()}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
});
