// Viral loops as people meet them: somebody submits, passes the link on, a friend comes in another browser, and the reward is
// granted; then what an agency sees of it, and the participant's own page on a phone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const PHONE = { width: 390, height: 844 };
// By its own name headless Chromium is a robot, whose clicks count nowhere.
const PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const WORDS = {
  ko: {
    locale: "ko-KR", campaign: "친구 초대", reward: "커피 쿠폰", forFriend: "첫 방문 할인", referrer: "김서연", friend: "이민준", sibling: "김서준",
    name: "이름", phone: "연락처", send: "신청하기", link: "내 추천 링크", status: "내 초대 현황 보기", copy: "링크 복사", copied: "복사했습니다",
    masked: "김*연", approved: "승인", sameAddress: "추천인과 같은 기기에서 접수했습니다", terms: "만 14세 이상만 참여할 수 있습니다.",
    approve: "고른 추천 승인", reason: "이유", deliver: "고른 보상 지급 완료", delivered: "지급 완료", disclosure: "[광고] 추천 시 커피 쿠폰을 받습니다",
    warning: "불명확한 표시", share: "공유 문구", unclear: "쿠폰을 받을 수 있어요",
  },
  en: {
    locale: "en-US", campaign: "Invite a friend", reward: "coffee voucher", forFriend: "first visit discount", referrer: "Alice Moore", friend: "Daniel Reed",
    sibling: "Anna Moore", name: "Name", phone: "Phone", send: "Send", link: "Your link", status: "See your invitations", copy: "Copy the link",
    copied: "Copied", masked: "A**** M****", approved: "Approved", sameAddress: "Same device as the referrer", terms: "From the age of 14.",
    approve: "Approve the chosen", reason: "Reason", deliver: "The chosen were handed over", delivered: "Handed over",
    disclosure: "[Ad] I receive coffee voucher for recommending this", warning: "unclear disclosure", share: "Text to share", unclear: "You may receive a voucher",
  },
};

for (const lang of ["ko", "en"]) {
  describe(`in ${lang}`, () => {
    const words = WORDS[lang];
    const options = { locale: words.locale, reducedMotion: "reduce", userAgent: PERSON };
    let appliance;
    let browser;
    let api;
    let ids;
    let campaign;

    before(async () => {
      [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
      api = await openApi(appliance);
      ids = await fill(api, appliance, lang);
      const pages = await api("GET", `/accounts/${ids.slug}/landing-pages`);
      campaign = await api("POST", `/accounts/${ids.slug}/viral-campaigns`, {
        name: words.campaign,
        landing_page_id: pages.data.find((page) => page.slug === "page-0").id,
        status: "active",
        hold_days: 0,
        move_up: 2,
        terms: words.terms,
        rewards: [{ title: words.reward, cost: 5000, stock: 20, repeats: true }, { title: words.forFriend, side: "friend", cost: 3000 }],
      });
    });

    after(async () => {
      await browser?.close();
      await appliance?.stop();
    });

    test("a referral from one browser to another, up to the reward", async () => {
      let link;
      let statusPage;
      let referrer;
      await visit(browser, { ...options, viewport: PHONE }, async (page, { context }) => {
        await submit(page, `${ids.public}`, words, words.referrer, "010-7777-1001");
        await page.getByLabel(words.link).waitFor();
        await assertAccessible(page);
        await shot(page, `${lang}-viral-thanks`);
        link = await page.getByLabel(words.link).inputValue();
        assert.match(link, /\/r\/busy\/[3-9A-Y]{8}$/);
        statusPage = await page.getByRole("link", { name: words.status }).getAttribute("href");
        referrer = await context.storageState();
      });

      await visit(browser, options, async (page) => {
        await page.goto(`${link}?by=sms`);
        assert.match(page.url(), /\/p\/busy\/page-0\?utm_source=referral&utm_medium=sms/);
        await page.waitForTimeout(2_100); // sooner than a person would be a risk of its own
        await send(page, words, words.friend, "010-7777-1002");
        await page.getByLabel(words.link).waitFor();
      });

      // a sibling at the same device: flagged, and left to a person
      await visit(browser, { ...options, storageState: referrer }, async (page) => {
        await page.goto(link);
        await page.waitForTimeout(2_100);
        await send(page, words, words.sibling, "010-7777-1003");
      });

      await visit(browser, { ...options, viewport: PHONE }, async (page, { context }) => {
        await context.grantPermissions(["clipboard-read", "clipboard-write"]);
        await page.goto(statusPage);
        await page.getByText(words.masked).waitFor();
        await page.getByText(words.terms).waitFor();
        await page.getByRole("img").waitFor(); // the QR code
        await assertAccessible(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${wide} px too wide for a phone`);
        const sms = decodeURIComponent(await page.locator("a[data-channel=sms]").getAttribute("href"));
        assert.ok(sms.includes(words.disclosure) && sms.includes(link), sms);
        const counted = page.waitForResponse((answer) => answer.url().endsWith("/share"));
        await page.getByRole("button", { name: words.copy }).click();
        await page.getByText(words.copied).waitFor();
        assert.equal((await counted).status(), 204);
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${link}?by=copy`);
        await shot(page, `${lang}-viral-status-phone`);
        await page.emulateMedia({ colorScheme: "dark" });
        await assertAccessible(page, { runOnly: ["color-contrast"] });
        await shot(page, `${lang}-viral-status-dark`);
      });
      await visit(browser, { ...options, javaScriptEnabled: false }, async (page) => {
        await page.goto(statusPage);
        assert.equal(await page.getByRole("button", { name: words.copy }).isVisible(), false, "without scripts there is nothing to press in vain");
      });

      const referrals = await api("GET", `/accounts/${ids.slug}/viral-campaigns/${campaign.id}/referrals?sort=created_at`);
      assert.deepEqual(referrals.data.map((referral) => referral.state), ["approved", "flagged"]);
    });

    test("what the agency sees and decides", async () => {
      await visit(browser, options, async (page) => {
        await logIn(page, appliance, lang);
        const base = `${appliance.admin}/accounts/${ids.slug}/viral-campaigns`;
        const seen = async (name) => {
          await assertAccessible(page);
          await shot(page, `${lang}-viral-${name}`);
          await page.emulateMedia({ colorScheme: "dark" });
          await assertAccessible(page, { runOnly: ["color-contrast"] });
          await page.emulateMedia({ colorScheme: "light" });
          await page.setViewportSize(PHONE);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${name}: ${wide} px too wide for a phone`);
          await shot(page, `${lang}-viral-${name}-phone`);
          await page.setViewportSize({ width: 1280, height: 800 });
          if (lang === "en") assert.doesNotMatch(await page.locator("main").innerText(), /[가-힣]/, name);
        };
        await page.goto(base);
        await seen("list");
        await page.goto(`${base}/new`);
        await seen("new");
        await page.goto(`${base}/${campaign.id}/edit`);
        await page.getByLabel(words.share).fill(words.unclear);
        await page.getByText(words.warning).waitFor();
        await seen("edit");
        await page.goto(`${base}/${campaign.id}`);
        await seen("report");
        await page.goto(`${base}/${campaign.id}/participants`);
        await seen("participants");
        await page.goto(`${base}/${campaign.id}/referrals?state=flagged`);
        await page.getByText(words.sameAddress).waitFor();
        await seen("referrals");
        await page.getByRole("checkbox", { name: words.sibling }).check();
        await page.getByLabel(words.reason).fill("ok");
        await page.getByRole("button", { name: words.approve }).click();
        await page.goto(`${base}/${campaign.id}/rewards`);
        await seen("rewards");
        await page.getByRole("checkbox", { name: words.reward }).first().check();
        await page.getByRole("button", { name: words.deliver }).click();
        await page.locator("td .pill.green", { hasText: words.delivered }).first().waitFor();
        await page.goto(`${base}/${campaign.id}/participants?sort=-approved`);
        await page.locator("td a", { hasText: words.referrer }).click();
        await page.locator(".tree").waitFor();
        await seen("participant");
        await page.goto(`${appliance.admin}/accounts/${ids.empty}/viral-campaigns`);
        await seen("empty");
      });
    });
  });
}

/** Opens a landing page and sends its form. */
async function submit(page, address, words, name, phone) {
  await page.goto(address);
  await send(page, words, name, phone);
}

async function send(page, words, name, phone) {
  await page.getByLabel(words.name).fill(name);
  await page.getByLabel(words.phone).fill(phone);
  await page.getByRole("button", { name: words.send }).click();
  await page.waitForURL(/\/thanks$/);
}
