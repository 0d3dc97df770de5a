// The first day as an owner lives it: from the one-time address to a page that visitors see, in both languages, with and without scripts.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { OWNER } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const WITHIN_MS = 180_000;

const WORDS = {
  ko: {
    other: "English",
    setUp: { title: "처음 설정", agency: "대행사 이름", name: "이름", email: "이메일", password: "비밀번호", begin: "시작하기" },
    steps: ["대행사", "2단계 인증", "첫 고객사", "메일", "주소", "복구 키"],
    turnOn: "2단계 인증 켜기",
    kept: "보관했습니다. 다음",
    client: "봄꽃 치과",
    slug: "bomkkot-chigwa",
    create: "고객사 만들기",
    page: "무료 상담 신청",
    next: "다음",
    skip: "지금은 건너뛰기",
    back: "이전",
    later: "나중에 이어서 하기",
    tried: "시험 메일을 보냈습니다",
    tryMail: "저장하고 시험 메일 보내기",
    subject: "[단골] 시험 메일입니다",
    lines: "확인하고 설정 줄 만들기",
    sheet: "복구 키 시트 열기",
    end: "준비가 끝났습니다",
    endOpen: "여기까지 하셨습니다",
    finish: "처음 설정 마치기",
    left: /처음 설정: 6단계 중 (\d)단계를 마쳤습니다/,
    goOn: "이어서 하기",
    settings: "설정",
  },
  en: {
    other: "한국어",
    setUp: { title: "Set-up", agency: "Agency", name: "Your name", email: "E-mail", password: "Password", begin: "Begin" },
    steps: ["Agency", "Two-step log-in", "First account", "Mail", "Addresses", "Recovery key"],
    turnOn: "Turn it on",
    kept: "I have kept them. Next",
    client: "Northwind Dental",
    slug: "northwind-dental",
    create: "Create the account",
    page: "Free consultation",
    next: "Next",
    skip: "Skip for now",
    back: "Back",
    later: "Go on another time",
    tried: "A test letter went to",
    tryMail: "Save and send a test letter",
    subject: "[Dangol] A test letter",
    lines: "Check and make the lines",
    sheet: "Open the sheet",
    end: "You are ready",
    endOpen: "This is how far you came",
    finish: "Finish the set-up",
    left: /Set-up: (\d) of 6 steps are done/,
    goOn: "Go on",
    settings: "Settings",
  },
};

describe("the first day", () => {
  let browser;
  let smtp;

  before(async () => {
    [browser, smtp] = await Promise.all([launch(), startSmtp()]);
  });

  after(async () => {
    await browser?.close();
    await smtp?.stop();
  });

  for (const [lang, colorScheme, viewport] of [["ko", "light", DESK], ["en", "dark", PHONE]]) {
    test(`from nothing to a page that visitors see (${lang}, ${colorScheme})`, async () => {
      const appliance = await startAppliance();
      try {
        const words = WORDS[lang];
        // the other language comes first, to be changed on the first page
        const locale = lang === "ko" ? "en-US" : "ko-KR";
        await visit(browser, { locale, colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
          const begun = Date.now();
          const seen = async (name) => {
            await assertAccessible(page);
            await shot(page, `wizard-${name}-${lang}`);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
          };
          await page.goto(appliance.setup);
          await page.locator(`button[name=lang][value=${lang}]`).click();
          await page.getByRole("heading", { level: 1, name: words.setUp.title }).waitFor();
          await seen("agency");
          await begin(page, words);
          await at(page, words, 1);
          await seen("second-factor");
          await secondFactor(page, words);
          await seen("codes");
          await page.getByRole("link", { name: words.kept }).click();
          await at(page, words, 2);
          await page.locator("input[name=name]").pressSequentially(words.client);
          await page.locator("#proposal", { hasText: `/p/${words.slug}/` }).waitFor();
          await seen("account");
          await page.getByRole("button", { name: words.create }).click();
          await page.locator(".notice.green").first().waitFor();
          await seen("account-there");
          const live = await page.locator("a[target=_blank]").getAttribute("href");
          assert.equal(live, `${appliance.visitors}/p/${words.slug}/consult`);
          assert.match(await (await fetch(live)).text(), new RegExp(words.page));
          await page.getByRole("link", { name: words.next }).click();
          await at(page, words, 3);
          await seen("mail");
          await mail(page, words, smtp);
          await seen("mail-tried");
          await page.getByRole("link", { name: words.next }).click();
          await at(page, words, 4);
          await hosts(page, words, lang);
          await seen("hosts");
          await page.getByRole("link", { name: words.skip }).click();
          await at(page, words, 5);
          await seen("key");
          await sheet(page, words);
          await page.reload();
          await page.getByRole("link", { name: words.next }).click();
          await page.getByRole("heading", { level: 1, name: words.endOpen }).waitFor();
          await seen("end");
          await page.goto(`${appliance.admin}/accounts`);
          assert.equal(words.left.exec(await page.locator("main").innerText())[1], "5");
          await seen("overview");
          await page.getByRole("link", { name: words.goOn, exact: true }).click();
          await at(page, words, 4);
          await page.goto(`${appliance.admin}/first-day/end`);
          await page.getByRole("button", { name: words.finish }).click();
          await page.waitForURL(`${appliance.admin}/accounts`);
          assert.doesNotMatch(await page.locator("main").innerText(), words.left);
          assert.ok(Date.now() - begun < WITHIN_MS, "three minutes are enough");
        });
      } finally {
        await appliance.stop();
      }
    });
  }

  test("every step can be left out, without scripts and on a phone, and taken up after a restart", async () => {
    const appliance = await startAppliance();
    try {
      const words = WORDS.ko;
      await visit(browser, { javaScriptEnabled: false, viewport: PHONE }, async (page) => {
        await page.goto(appliance.setup);
        await begin(page, words);
        for (let step = 1; step < words.steps.length; step += 1) {
          await at(page, words, step);
          await page.getByRole("link", { name: words.skip }).click();
        }
        await page.getByRole("heading", { level: 1, name: words.endOpen }).waitFor();
        await page.getByRole("link", { name: words.back }).click();
        await at(page, words, 5);
        await appliance.restart();
        assert.equal(appliance.setup, null, "the one-time address is used up");
        await page.goto(`${appliance.admin}/accounts`);
        assert.equal(words.left.exec(await page.locator("main").innerText())[1], "1");
        await page.getByRole("link", { name: words.goOn, exact: true }).click();
        await at(page, words, 1);
        await page.goto(`${appliance.admin}/first-day/account`);
        await page.locator("input[name=name]").fill(words.client);
        await page.getByRole("button", { name: words.create }).click();
        await page.locator(`a[href$="/p/${words.slug}/consult"]`).waitFor();
      });
    } finally {
      await appliance.stop();
    }
  });

  test("the settings page shows every setting, where it comes from and how it is written", async () => {
    const appliance = await startAppliance({ env: { DANGOL_ACCOUNTS__MAX_ACTIVE: "7" } });
    try {
      for (const [lang, colorScheme, viewport] of [["ko", "light", DESK], ["en", "dark", PHONE]]) {
        const words = WORDS[lang];
        await visit(browser, { colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
          if (appliance.setup !== null && lang === "ko") {
            await page.goto(appliance.setup);
            await begin(page, words);
          } else {
            await page.goto(`${appliance.admin}/login`);
            await page.locator(`button[name=lang][value=${lang}]`).click();
            await page.locator("input[name=email]").fill(OWNER.email);
            await page.locator("input[name=password]").fill(OWNER.password);
            await page.locator("input[name=password]").press("Enter");
            await page.waitForURL(`${appliance.admin}/accounts`);
            await page.locator("details.menu:has(button[name=lang]) > summary").click();
            await page.locator(`button[name=lang][value=${lang}]`).click();
            await page.locator(`html[lang=${lang}]`).waitFor();
          }
          await page.goto(`${appliance.admin}/settings`);
          await page.getByRole("heading", { level: 1, name: words.settings }).waitFor();
          const row = page.locator(".setting", { hasText: "accounts.max_active" });
          assert.match(await row.innerText(), /7/);
          assert.match(await row.innerText(), /DANGOL_ACCOUNTS__MAX_ACTIVE/);
          assert.equal(await row.locator("input").inputValue(), "accounts.max_active = 7");
          await assertAccessible(page);
          await shot(page, `settings-${lang}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${wide} px too wide`);
          await page.locator("input[name=q]").fill("backup");
          await page.locator("input[name=q]").press("Enter");
          await page.waitForURL(/q=backup/);
          assert.ok((await page.locator(".setting").count()) < 5);
        });
      }
    } finally {
      await appliance.stop();
    }
  });
});

async function begin(page, { setUp }) {
  await page.getByLabel(setUp.agency).fill(OWNER.agency);
  await page.getByLabel(setUp.name, { exact: true }).fill(OWNER.name);
  await page.getByLabel(setUp.email).fill(OWNER.email);
  await page.getByLabel(setUp.password).fill(OWNER.password);
  await page.getByRole("button", { name: setUp.begin }).click();
}

/** Waits for the page of a step. */
async function at(page, words, step) {
  await page.getByRole("heading", { level: 1, name: words.steps[step], exact: true }).waitFor();
  assert.equal(await page.locator(".stepper [aria-current=step] .label").innerText(), words.steps[step]);
}

async function secondFactor(page, words) {
  const letters = (await page.locator(".copy input").inputValue()).replaceAll(" ", "");
  await page.locator("input[name=code]").fill(oneTimeCode(letters));
  await page.getByRole("button", { name: words.turnOn }).click();
  await page.locator(".recovery-codes").waitFor();
}

async function mail(page, words, smtp) {
  await page.locator("input[name=host]").fill("127.0.0.1");
  await page.locator("input[name=port]").fill(String(smtp.port));
  await page.locator("select[name=security]").selectOption("none");
  await page.locator("input[name=from_email]").fill("no-reply@example.com");
  await page.getByRole("button", { name: words.tryMail }).click();
  await page.locator(".notice.green").filter({ hasText: words.tried }).waitFor();
  const letter = await smtp.next();
  assert.deepEqual([letter.to, letter.subject], [OWNER.email, words.subject]);
}

async function hosts(page, words, lang) {
  await page.locator("input[name=admin]").fill("admin.invalid");
  await page.locator("input[name=visitors]").fill("page.invalid");
  await page.getByRole("button", { name: words.lines }).click();
  // names that nobody has are looked up twice at most
  const text = page.locator("textarea");
  await text.waitFor({ timeout: 30_000 });
  const lines = (await text.inputValue()).trim().split("\n");
  assert.deepEqual(lines, [
    'admin.base_url = "https://admin.invalid"',
    'public.base_url = "https://page.invalid"',
    `tls.acme.email = "${OWNER.email}"`,
  ], lang);
}

/** The sheet opens in a window of its own. */
async function sheet(page, words) {
  const [opened] = await Promise.all([page.waitForEvent("popup"), page.getByRole("link", { name: words.sheet }).click()]);
  await opened.locator("form[action='/backups/key'] button").click();
  await opened.locator(".sheet .key").waitFor();
  await opened.close();
}

/** RFC 6238, as an authenticator app computes it. */
function oneTimeCode(letters) {
  const bits = [...letters].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = digest.at(-1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function startSmtp() {
  const letters = [];
  let used = 0;
  const server = new SMTPServer({
    authOptional: true,
    onData(stream, session, done) {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        letters.push({ to: session.envelope.rcptTo[0].address, subject: subjectOf(Buffer.concat(chunks).toString()) });
        done(null, "queued as 4711");
      });
    },
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.server.address().port,
    stop: () => new Promise((resolve) => server.close(resolve)),
    async next() {
      const until = Date.now() + 10_000;
      while (letters.length <= used) {
        assert.ok(Date.now() < until, "no letter came");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      used += 1;
      return letters[used - 1];
    },
  };
}

function subjectOf(raw) {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]/g, " ");
  const words = /^Subject: (.*)$/m.exec(head)[1].trim().replace(/\?=\s+=\?/g, "?==?");
  return words.replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, word) => Buffer.from(word, "base64").toString());
}
