// Who sees what: an agent, a viewer, a member who was invited, and a log-in in two steps.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { OWNER, fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const PASSWORD = "Correct-horse-43";
const PHONE = { width: 390, height: 844 };

/** RFC 6238 with the secret of a page, as an authenticator app computes it. */
function code(secret, at = Date.now()) {
  const bits = [...secret.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

for (const lang of ["ko", "en"]) {
  describe(`in ${lang}`, () => {
    const locale = lang === "ko" ? "ko-KR" : "en-US";
    let appliance, browser, ids, api, people;

    before(async () => {
      [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
      api = await openApi(appliance);
      ids = await fill(api, appliance, lang);
      people = (await api("GET", `/accounts/${ids.slug}/customers?per_page=200`)).data;
      for (const role of ["agent", "viewer"]) {
        const added = await appliance.cli(["user", "add", "--email", `${role}@example.com`, "--name", role, "--role", role, "--account", ids.slug, "--locale", lang], PASSWORD);
        assert.equal(added.status, 0, added.stderr);
      }
      const users = JSON.parse((await appliance.cli(["user", "list", "--json"])).stdout).users;
      const agent = users.find((user) => user.email === "agent@example.com");
      await api("PATCH", `/accounts/${ids.slug}/leads/${ids.lead}`, { assignee_id: agent.id });
    });

    after(async () => {
      await browser?.close();
      await appliance?.stop();
    });

    async function enter(page, email) {
      await page.goto(`${appliance.admin}/login`);
      await page.locator("input[name=email]").fill(email);
      await page.locator("input[name=password]").fill(PASSWORD);
      await page.locator("input[name=password]").press("Enter");
      await page.waitForURL(`${appliance.admin}/accounts`);
    }

    async function look(page, name) {
      await assertAccessible(page);
      await shot(page, `${lang}-roles-${name}`);
      const size = page.viewportSize();
      await page.setViewportSize(PHONE);
      await assertAccessible(page, { runOnly: ["color-contrast", "target-size"] });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name}: ${wide} px too wide for a phone`);
      await shot(page, `${lang}-roles-${name}-phone`);
      await page.setViewportSize(size);
    }

    test("an agent sees their own leads and nothing else", async () => {
      await visit(browser, { locale, reducedMotion: "reduce", expected: [/status of 40[34]/] }, async (page) => {
        await enter(page, "agent@example.com");
        await page.goto(`${appliance.admin}/accounts/${ids.slug}`);
        assert.ok(page.url().endsWith("/leads/today"), page.url());
        await look(page, "agent-today");
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/leads`);
        assert.equal(await page.locator("table tbody tr").count(), 1);
        await look(page, "agent-leads");
        const other = await page.goto(`${appliance.admin}/accounts/${ids.slug}/leads/${ids.lead === 1 ? 2 : 1}`);
        assert.equal(other.status(), 404);
        const customers = await page.goto(`${appliance.admin}/accounts/${ids.slug}/customers`);
        assert.equal(customers.status(), 403);
        await page.goto(`${appliance.admin}/accounts/${ids.slug}/leads/${ids.lead}`);
        await look(page, "agent-lead");
      });
    });

    test("a viewer sees people masked", async () => {
      await visit(browser, { locale, reducedMotion: "reduce" }, async (page) => {
        await enter(page, "viewer@example.com");
        for (const [name, path] of [["customers", "/customers"], ["customer", `/customers/${ids.customer}`], ["leads", "/leads"], ["lead", `/leads/${ids.lead}`], ["board", "/board"], ["conversions", "/conversions"], ["overview", ""]]) {
          await page.goto(`${appliance.admin}/accounts/${ids.slug}${path}`);
          const text = await page.locator("body").innerText();
          for (const person of people) {
            for (const secret of [person.name, person.email, person.phone?.replace("+82", "0")]) {
              assert.ok(!secret || !text.includes(secret), `${secret} on ${path}`);
            }
          }
          await look(page, `viewer-${name}`);
        }
      });
    });

    test("an invitation is accepted in another browser", async () => {
      let link;
      await visit(browser, { locale, reducedMotion: "reduce" }, async (page) => {
        await logIn(page, appliance, lang);
        await page.goto(`${appliance.admin}/members/invite`);
        await look(page, "invite");
        await page.locator("input[name=email]").fill("guest@example.com");
        await page.locator("input[name=role][value=manager]").check();
        await page.locator("input[name=accounts]").first().check();
        await page.locator("main form button.btn-primary").click();
        link = await page.locator("input[readonly]").inputValue();
        await look(page, "link");
        await page.goto(`${appliance.admin}/members`);
        await look(page, "members");
      });
      await visit(browser, { locale, reducedMotion: "reduce" }, async (page) => {
        await page.goto(link);
        await look(page, "accept");
        await page.locator("input[name=name]").fill(lang === "ko" ? "새 매니저" : "New manager");
        await page.locator("input[name=password]").fill(PASSWORD);
        await page.locator("input[name=password]").press("Enter");
        await page.waitForURL(`${appliance.admin}/accounts`);
      });
      await visit(browser, { locale, reducedMotion: "reduce", expected: [/status of 404/] }, async (page) => {
        assert.equal((await page.goto(link)).status(), 404);
        await look(page, "stale");
        await logIn(page, appliance, lang);
        for (const [name, path] of [["member", "/members/2"], ["access-log", "/access-log"], ["profile", "/profile"], ["account-members", `/accounts/${ids.slug}/members`], ["settings", `/accounts/${ids.slug}/settings`]]) {
          await page.goto(appliance.admin + path);
          await look(page, name);
        }
        await page.goto(`${appliance.admin}/access-log`);
        await page.locator("form[action='/access-log/check'] button").click();
        await page.locator("main .alert, main [role=status], main .notice").first().waitFor();
        await look(page, "access-log-checked");
      });
    });

    test("a log-in takes a second step, by app or by recovery code", async () => {
      let secret, recovery;
      await visit(browser, { locale, reducedMotion: "reduce" }, async (page) => {
        await logIn(page, appliance, lang);
        await page.goto(`${appliance.admin}/profile/second-factor`);
        await look(page, "enrol");
        secret = await page.locator("input[readonly]").inputValue();
        await page.locator("input[name=code]").fill(code(secret, Date.now() - 30_000));
        await page.locator("input[name=code]").press("Enter");
        recovery = await page.locator(".recovery-codes code").first().innerText();
        assert.equal(await page.locator(".recovery-codes code").count(), 10);
        await look(page, "codes");
        await page.goto(`${appliance.admin}/profile/second-factor`);
        await look(page, "second-factor");
      });
      for (const typed of [() => code(secret), () => recovery]) {
        await visit(browser, { locale, reducedMotion: "reduce" }, async (page) => {
          await page.goto(`${appliance.admin}/login`);
          await page.locator("input[name=email]").fill(OWNER.email);
          await page.locator("input[name=password]").fill(OWNER.password);
          await page.locator("input[name=password]").press("Enter");
          await page.waitForURL(/\/login\/code/);
          await look(page, "code");
          await page.locator("input[name=code]").fill(typed());
          await page.locator("input[name=code]").press("Enter");
          await page.waitForURL(`${appliance.admin}/accounts`);
        });
      }
    });
  });
}
