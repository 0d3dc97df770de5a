// The product's main job as people do it, from the set-up address to the lead's timeline: an account, its funnel, a published
// landing page, a visitor who makes a mistake and corrects it, and the lead that comes of it, moved to its goal. In both
// languages, and without JavaScript on either side.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const OWNER = { email: "owner@example.com", password: "Correct-horse-42" };

/** What people read and type. Labels and buttons are those of the product's texts. */
const KO = {
  lang: "ko",
  locale: "ko-KR",
  setUp: { agency: "대행사 이름", name: "이름", email: "이메일", password: "비밀번호", begin: "시작하기", later: "나중에 이어서 하기" },
  account: { add: "고객사 추가", name: "이름", slug: "주소 이름", create: "만들기", value: "한빛커머스", title: "고객사" },
  funnel: { menu: "퍼널", add: "퍼널 추가", name: "이름", save: "저장", value: "상담 퍼널", stage: "단계 이름", stages: ["신규", "상담중", "예약", "계약"] },
  page: {
    menu: "랜딩페이지", add: "새 페이지", title: "제목", slug: "주소", make: "만들기", value: "봄맞이 무료 상담",
    html: "HTML", funnel: "퍼널", addField: "항목 추가", label: "항목 이름", key: "코드", kind: "종류", longText: "여러 줄 글",
    preview: "미리보기", publish: "저장하고 게시", published: "게시 중", address: "공개 주소",
  },
  visitor: {
    headline: "봄맞이 무료 상담", name: "이름", phone: "연락처", question: "궁금한 점", consent: "개인정보 수집·이용에 동의합니다",
    send: "신청하기", who: "김서연", typed: "평일 저녁에 통화할 수 있을까요?", thanks: "신청이 접수되었습니다", wrong: "보내지 못했습니다",
  },
  lead: {
    menu: "리드 목록", board: "상담 보드", history: "반응 이력", answers: "입력한 내용", origin: "유입 정보", moveTo: /^이 단계로.*계약/,
    now: "현재", viewed: "‘봄맞이 무료 상담’ 페이지를 봤습니다", sent: "‘봄맞이 무료 상담’ 페이지에서 신청했습니다", moved: "단계를 옮겼습니다.",
    move: "옮기기", moveWho: "김서연 님을 옮길 단계", converted: "‘계약’ 단계에서 전환되었습니다",
  },
  conversions: "전환",
  overview: "현황",
  leads: "리드",
  allAccounts: "모든 고객사",
};

const EN = {
  lang: "en",
  locale: "en-US",
  setUp: { agency: "Agency", name: "Your name", email: "E-mail", password: "Password", begin: "Begin", later: "Go on another time" },
  account: { add: "Add account", name: "Name", slug: "Address name", create: "Create", value: "Northwind", title: "Accounts" },
  funnel: { menu: "Funnels", add: "Add a funnel", name: "Name", save: "Save", value: "Consultation", stage: "Stage name", stages: ["New", "In consultation", "Booked", "Won"] },
  page: {
    menu: "Landing pages", add: "New page", title: "Title", slug: "Address", make: "Make page", value: "Free spring consultation",
    html: "HTML", funnel: "Funnel", addField: "Add a field", label: "Label", key: "Key", kind: "Kind", longText: "Long text",
    preview: "Preview", publish: "Save and publish", published: "Published", address: "Public address",
  },
  visitor: {
    headline: "Free spring consultation", name: "Name", phone: "Phone", question: "Your question",
    consent: "I agree to the collection and use of my personal data", send: "Send", who: "Alice Moore",
    typed: "Could we talk in the evening?", thanks: "Thank you", wrong: "This was not sent",
  },
  lead: {
    menu: "Leads", board: "Board", history: "History", answers: "Answers", origin: "Where from", moveTo: /^Move here.*Won/,
    now: "Now", viewed: "Viewed “Free spring consultation”", sent: "Submitted the form on “Free spring consultation”", moved: "Moved.",
    move: "Move", moveWho: "Stage to move Alice Moore to", converted: "Converted in “Won”",
  },
  conversions: "Conversions",
  overview: "Overview",
  leads: "Leads",
  allAccounts: "All accounts",
};

const UTM = "utm_source=naver&utm_medium=cpc&utm_campaign=spring&utm_term=consultation";

test("in Korean", () => wholeStory(KO, {}));
test("in English", () => wholeStory(EN, {}));
test("with a visitor who has no JavaScript", () => wholeStory(KO, { visitorScripts: false }));
test("in the admin without JavaScript", () => wholeStory(KO, { adminScripts: false }));

async function wholeStory(words, { visitorScripts = true, adminScripts = true }) {
  const plain = `${words.lang}${visitorScripts ? "" : "-plain-visitor"}${adminScripts ? "" : "-plain-admin"}`;
  const [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
  const options = { locale: words.locale, reducedMotion: "reduce" };
  try {
    await visit(browser, { ...options, javaScriptEnabled: adminScripts }, async (page) => {
      const seen = async (name) => {
        assert.equal(await page.locator("html").getAttribute("lang"), words.lang);
        if (!adminScripts) return; // axe itself is a script
        await assertAccessible(page);
        await shot(page, `story-${plain}-${name}`);
      };
      await setUp(page, appliance, words, seen);
      await makeAccount(page, words, seen);
      await makeFunnel(page, words, seen);
      const address = await publishPage(page, words, seen, adminScripts);
      // a headless browser says so in its name, and a robot's submission is kept apart
      const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
      await visit(browser, { ...options, userAgent, javaScriptEnabled: visitorScripts, expected: [/status of 422/] }, (visitor) =>
        submitForm(visitor, address, words, visitorScripts ? `story-${plain}` : null));
      await workOnLead(page, words, seen, visitorScripts);
      await seeFigures(page, words, seen);
    });
  } finally {
    await browser.close();
    await appliance.stop();
  }
}

async function setUp(page, appliance, { setUp, account }, seen) {
  await page.goto(appliance.setup);
  await seen("setup");
  await page.getByLabel(setUp.agency).fill("Dangol Test");
  await page.getByLabel(setUp.name, { exact: true }).fill("Alex");
  await page.getByLabel(setUp.email).fill(OWNER.email);
  await page.getByLabel(setUp.password).fill(OWNER.password);
  await page.getByRole("button", { name: setUp.begin }).click();
  await page.getByRole("link", { name: setUp.later }).click();
  await page.getByRole("heading", { level: 1, name: account.title }).waitFor();
  await seen("first-day");
}

async function makeAccount(page, { account }, seen) {
  await page.getByRole("link", { name: account.add }).first().click();
  await field(page, account.name).fill(account.value);
  await field(page, account.slug).fill("hanbit");
  await seen("account-new");
  await page.getByRole("button", { name: account.create }).click();
  await page.locator("details.switcher", { hasText: account.value }).waitFor();
  await seen("account");
}

async function makeFunnel(page, { funnel }, seen) {
  await inMenu(page, funnel.menu).click();
  await seen("funnels-empty");
  await page.getByRole("link", { name: funnel.add }).first().click();
  await field(page, funnel.name).fill(funnel.value);
  const stages = page.getByLabel(funnel.stage);
  assert.deepEqual(await stages.evaluateAll((inputs) => inputs.map((input) => input.value)), funnel.stages);
  await seen("funnel-new");
  await page.getByRole("main").getByRole("button", { name: funnel.save, exact: true }).last().click();
  await page.getByRole("heading", { level: 1, name: funnel.value }).waitFor();
  await seen("funnel");
}

/** Gives the public address. */
async function publishPage(page, { page: words, funnel, visitor }, seen, scripts) {
  await inMenu(page, words.menu).click();
  await page.getByRole("link", { name: words.add }).first().click();
  await field(page, words.title).fill(words.value);
  await field(page, words.slug).fill("spring");
  await seen("page-new");
  await page.getByRole("button", { name: words.make }).click();
  await page.getByRole("heading", { level: 1, name: words.value }).waitFor();

  const html = page.getByLabel(words.html, { exact: true });
  const starter = await html.inputValue();
  assert.match(starter, /<form data-dangol>/);
  await html.fill(starter.replace(/<h1>.*?<\/h1>/s, `<h1>${visitor.headline}</h1>`));
  await field(page, words.funnel).selectOption({ label: funnel.value });
  // one more question: the row comes from the server, and nothing that was typed is lost
  const rows = page.getByLabel(words.key, { exact: true });
  const before = await rows.count();
  await page.getByRole("button", { name: words.addField }).click();
  await rows.nth(before).waitFor();
  await page.getByLabel(words.label, { exact: true }).nth(before).fill(visitor.question);
  await rows.nth(before).fill("question");
  await page.getByLabel(words.kind, { exact: true }).nth(before).selectOption({ label: words.longText });
  assert.match(await html.inputValue(), new RegExp(`<h1>${visitor.headline}</h1>`));
  await seen("page-editor");

  await page.getByRole("button", { name: words.publish }).click();
  await page.getByRole("main").getByText(words.published, { exact: true }).first().waitFor();
  await seen("page-published");
  const [preview] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: words.preview }).click()]);
  await preview.getByRole("heading", { level: 1, name: visitor.headline }).waitFor();
  if (scripts) await assertAccessible(preview);
  await preview.close();
  return page.getByLabel(words.address).inputValue();
}

/** `name` of the pictures; null where the page can't be examined because scripts are off. */
async function submitForm(page, address, { visitor: words, lang }, name) {
  await page.goto(`${address}?${UTM}`);
  await page.getByRole("heading", { level: 1, name: words.headline }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), lang);
  if (name) {
    await assertAccessible(page);
    await shot(page, `${name}-visitor`);
  }
  await page.getByLabel(words.name).fill(words.who);
  await page.getByLabel(words.phone).fill("010-12");
  await page.getByLabel(words.question).fill(words.typed);
  await page.getByRole("checkbox", { name: words.consent }).check();
  const [answer] = await Promise.all([page.waitForResponse(isSubmission), page.getByRole("button", { name: words.send }).click()]);
  assert.equal(answer.status(), 422);

  await page.getByRole("alert").filter({ hasText: words.wrong }).waitFor();
  const phone = page.getByLabel(words.phone);
  assert.equal(await phone.getAttribute("aria-invalid"), "true");
  const described = (await phone.getAttribute("aria-describedby")).split(" ")[0];
  assert.notEqual((await page.locator(`#${described}`).textContent()).trim(), "", "the fault stands beside its field");
  assert.equal(await phone.inputValue(), "010-12");
  assert.equal(await page.getByLabel(words.name).inputValue(), words.who);
  assert.equal(await page.getByLabel(words.question).inputValue(), words.typed);
  assert.ok(await page.getByRole("checkbox", { name: words.consent }).isChecked());
  if (name) {
    await assertAccessible(page);
    await shot(page, `${name}-visitor-fault`);
  }

  await phone.fill("010-1234-5678");
  const [accepted] = await Promise.all([page.waitForResponse(isSubmission), page.getByRole("button", { name: words.send }).click()]);
  assert.equal(accepted.status(), 303);
  await page.getByRole("heading", { level: 1, name: words.thanks }).waitFor();
  if (name) {
    await assertAccessible(page);
    await shot(page, `${name}-visitor-thanks`);
  }
}

const isSubmission = (response) => response.request().method() === "POST" && response.url().includes("/p/");

async function workOnLead(page, { lead, visitor, funnel, page: landing }, seen, scripted) {
  const main = page.getByRole("main");
  await inMenu(page, lead.board).click();
  const column = (stage) => page.getByRole("region", { name: funnel.stages[stage], exact: true });
  await column(0).getByRole("link", { name: visitor.who }).waitFor();
  await seen("board");
  await column(0).getByLabel(lead.moveWho).selectOption({ label: funnel.stages[1] });
  await column(0).getByRole("button", { name: lead.move }).click();
  await column(1).getByRole("link", { name: visitor.who }).waitFor();

  await inMenu(page, lead.menu).click();
  const row = main.getByRole("row", { name: new RegExp(visitor.who) });
  await row.getByText("naver").waitFor();
  await seen("leads");
  await row.getByRole("link", { name: visitor.who }).click();

  await page.getByRole("heading", { level: 1, name: visitor.who }).waitFor();
  await card(page, lead.answers).getByText(visitor.typed).waitFor();
  await card(page, lead.answers).getByText(visitor.question, { exact: true }).waitFor();
  for (const word of ["naver", "cpc", "spring", "consultation"]) await card(page, lead.origin).getByText(word, { exact: true }).first().waitFor();
  await main.getByRole("link", { name: landing.value }).waitFor();
  await main.getByText("010-1234-5678").first().waitFor();
  const history = card(page, lead.history);
  // the page's own script tells of views
  if (scripted) await history.getByText(lead.viewed).first().waitFor();
  await history.getByText(lead.sent).waitFor();

  await page.getByRole("button", { name: lead.moveTo }).click();
  await page.getByRole("status").filter({ hasText: lead.moved }).waitFor();
  await history.getByText(lead.converted).waitFor();
  await main.getByRole("listitem").filter({ hasText: funnel.stages[3] }).filter({ hasText: lead.now }).waitFor();
  await seen("lead");
  await main.getByRole("link", { name: visitor.who }).first().click();
  await page.getByRole("heading", { level: 1, name: visitor.who }).waitFor();
  await seen("customer");
}

async function seeFigures(page, words, seen) {
  await inMenu(page, words.conversions).click();
  const conversion = page.getByRole("main").getByRole("row", { name: new RegExp(words.visitor.who) });
  await conversion.getByText(words.funnel.stages[3]).waitFor();
  await seen("conversions");
  await inMenu(page, words.overview).click();
  await page.getByRole("main").locator("section.kpi", { hasText: words.leads }).locator(".value", { hasText: /^1/ }).waitFor();
  await page.getByRole("main").getByRole("link", { name: words.visitor.who }).waitFor();
  await seen("overview");
  await page.locator("details.switcher > summary").click();
  await page.getByRole("link", { name: words.allAccounts }).click();
  const account = page.getByRole("main").getByRole("row", { name: new RegExp(words.account.value) });
  const cells = await account.getByRole("cell").allTextContents();
  assert.equal(cells[2].trim(), "1", `today's lead stands in the overview: ${cells}`);
  await seen("accounts");
}

const inMenu = (page, name) => page.locator("#nav nav").getByRole("link", { name, exact: true });
const card = (page, title) => page.getByRole("main").locator("section.card").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
/** A field of a form by its label, which ends in a star when it is required. */
const field = (page, label) => page.getByRole("main").getByLabel(new RegExp(`^${label}( \\*)?$`)).first();
