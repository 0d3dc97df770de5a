// An account's own domain in the browser: added on its settings page, used in links, and visited under its own name.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const SHOP = "shop.busy.test";
const HANGUL = "단골.busy.test";

const WORDS = {
  ko: {
    none: "등록된 도메인이 없습니다", domain: "도메인", front: "첫 화면", add: "추가", check: "지금 확인", dns: "DNS 설정 필요", wrong: "도메인 이름을 확인해 주세요",
    use: "링크에 쓰기", used: "링크에 쓰는 도메인", remove: "삭제", removal: "도메인 삭제", removed: "도메인을 삭제했습니다.", name: "이름", phone: "연락처", send: "신청하기",
  },
  en: {
    none: "No domain yet", domain: "Domain", front: "Front page", add: "Add", check: "Check now", dns: "DNS not set", wrong: "Check the domain",
    use: "Use in links", used: "Used in links", remove: "Remove", removal: "Remove the domain", removed: "The domain was removed.", name: "Name", phone: "Phone", send: "Send",
  },
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
      const rules = ["--host-resolver-rules=MAP *.busy.test 127.0.0.1"];
      [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch(rules)]);
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

    const story = (options, tell) => visit(browser, { locale, reducedMotion: "reduce", viewport: DESK, storageState: session, ...options }, tell);
    const at = (path) => `${appliance.admin}/accounts/${ids.slug}${path}`;
    const card = (page, name) => page.locator("section.card", { has: page.getByRole("heading", { name, exact: true }) });

    test("a domain is added, used in links, visited and removed", async () => {
      const port = new URL(appliance.visitors).port;
      await story({ expected: [/status of 422/] }, async (page) => {
        await page.goto(at("/settings/domains"));
        await page.getByRole("heading", { name: words.none }).waitFor();
        await assertAccessible(page);
        await shot(page, `${lang}-domains-none`);

        await page.getByRole("textbox", { name: words.domain }).fill("http://shop");
        await page.getByRole("button", { name: words.add, exact: true }).click();
        await page.locator("div.error", { hasText: words.wrong }).waitFor();
        for (const name of [SHOP, HANGUL]) {
          await page.getByRole("textbox", { name: words.domain }).fill(name);
          await page.getByLabel(words.front, { exact: true }).first().selectOption({ index: 1 });
          await page.getByRole("button", { name: words.add, exact: true }).click();
          await card(page, name).waitFor();
        }
        // Nobody's name server knows it.
        await card(page, SHOP).getByRole("button", { name: words.check }).click();
        await card(page, SHOP).getByText(words.dns, { exact: true }).waitFor({ timeout: 30_000 });
        await assertAccessible(page);
        await shot(page, `${lang}-domains`);

        await card(page, SHOP).locator("summary", { hasText: words.use }).click();
        await card(page, SHOP).getByRole("button", { name: words.use, exact: true }).click();
        await card(page, SHOP).getByText(words.used, { exact: true }).waitFor();
        await page.goto(at("/landing-pages"));
        await page.getByText(`http://${SHOP}:${port}/page-0`).waitFor();
      });

      // A headless browser says so in its name, and a robot's submission is kept apart.
      const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
      for (const [host, phone] of [[SHOP, "010-7777-1001"], [HANGUL, "010-7777-1002"]]) {
        await visit(browser, { locale, userAgent }, async (visitor) => {
          await visitor.goto(`http://${host}:${port}/?utm_source=naver`);
          await visitor.getByLabel(words.name).fill("Alice Moore");
          await visitor.getByLabel(words.phone).fill(phone);
          await visitor.getByRole("button", { name: words.send }).click();
          await visitor.waitForURL((url) => /^\/page-\d\/thanks$/.test(url.pathname) && url.port === port);
        });
      }

      await story({ viewport: PHONE }, async (page) => {
        await page.goto(at("/settings/domains"));
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page scrolls sideways");
        await assertAccessible(page);
        await shot(page, `${lang}-domains-phone`);
        await card(page, SHOP).locator("summary", { hasText: words.remove }).click();
        await card(page, SHOP).getByRole("button", { name: words.removal, exact: true }).click();
        await page.getByText(words.removed).waitFor();
        assert.equal(await card(page, SHOP).count(), 0);
      });
      await visit(browser, { locale, expected: [/status of 404/] }, async (visitor) => {
        const gone = await visitor.goto(`http://${SHOP}:${port}/page-0`);
        assert.equal(gone.status(), 404);
      });
    });
  });
}
