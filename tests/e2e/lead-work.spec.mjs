// The day's work on leads, on a phone: a call that asks for another one, its alarm, a note and the way back from it; and on the desk
// a change to all leads that fit a filter. In both languages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

const WORDS = {
  ko: {
    locale: "ko-KR",
    outcome: "통화 결과", again: "재통화 요청", minutes: "통화 시간(분)", what: "내용", next: "다음 통화 일시", log: "통화 기록",
    needed: "다시 전화할 날짜와 시각", logged: "통화를 기록했습니다.", status: "재통화", history: "반응 이력", moved: /상담 상태: .* → 재통화/,
    said: "내일 오전에 다시 걸기로", note: "메모", saveNote: "메모 저장", noted: "계약서 초안을 보냄", undo: "되돌리기", undone: "기록을 되돌렸습니다",
    today: "오늘 할 일", overdue: "시간이 지난 재통화", upcoming: "다음 7일", due: /시간이 된 재통화 \d+건/, leads: "리드 목록",
    scope: "대상", action: "할 일", nextStep: "다음", assign: "담당자 배정", assignee: "담당자", start: /\d+건 바꾸기/, done: "완료", me: "Alex",
  },
  en: {
    locale: "en-US",
    outcome: "Outcome", again: "Call again", minutes: "Minutes", what: "What happened", next: "Next call", log: "Log a call",
    needed: "Say when to call again", logged: "The call was logged.", status: "Callback due", history: "History", moved: /Work status: .* → Callback due/,
    said: "call again tomorrow morning", note: "Note", saveNote: "Save the note", noted: "Sent a draft of the contract", undo: "Undo", undone: "The record was taken back",
    today: "Today", overdue: "Overdue", upcoming: "Next 7 days", due: /\d+ callbacks? due/, leads: "Leads",
    scope: "Which", action: "What to do", nextStep: "Next", assign: "Assign", assignee: "Assignee", start: /Change \d+/, done: "Done", me: "Alex",
  },
};

for (const lang of ["ko", "en"]) test(`in ${lang}`, () => wholeStory(lang, WORDS[lang]));

async function wholeStory(lang, words) {
  const [appliance, browser] = await Promise.all([startAppliance({ env: { DANGOL_PUBLIC__MIN_FILL_MS: "0" } }), launch()]);
  const options = { locale: words.locale, reducedMotion: "reduce" };
  try {
    const api = await openApi(appliance);
    const ids = await fill(api, appliance, lang);
    const at = (path) => `${appliance.admin}/accounts/${ids.slug}${path}`;
    const seen = async (page, name) => {
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      await assertAccessible(page);
      await shot(page, `work-${lang}-${name}`);
    };
    let session;
    // a fault in the form is answered with 422, which Chromium logs
    await visit(browser, { ...options, viewport: PHONE, expected: [/status of 422/] }, async (page, { context }) => {
      await logIn(page, appliance, lang);
      session = await context.storageState();
      const { data } = await api("GET", `/accounts/${ids.slug}/leads`);
      const [called, late] = data.filter((lead) => lead.closed_at === null);
      await page.goto(at(`/leads/${called.id}`));
      await logCall(page, words, seen);
      await takeBackANote(page, words);
      const twoHoursAgo = new Date(Date.now() - 7_200_000).toISOString();
      await api("PATCH", `/accounts/${ids.slug}/leads/${late.id}`, { work_status: "callback", callback_at: twoHoursAgo });
      await seeToday(page, words, at, seen);
    });
    await visit(browser, { ...options, viewport: DESK, storageState: session }, async (page) => {
      await changeMany(page, words, at, seen);
    });
  } finally {
    await browser.close();
    await appliance.stop();
  }
}

async function logCall(page, words, seen) {
  const form = page.locator("form[action$='/calls']");
  await form.getByLabel(words.outcome).selectOption({ label: words.again });
  await form.getByLabel(words.minutes).fill("4");
  await form.getByLabel(words.what).fill(words.said);
  await form.getByRole("button", { name: words.log }).click();
  await page.getByRole("alert").filter({ hasText: words.needed }).waitFor();
  assert.equal(await form.getByLabel(words.what).inputValue(), words.said, "what was typed is kept");
  await seen(page, "call-fault");
  await form.getByLabel(words.next).fill(tomorrow());
  await form.getByRole("button", { name: words.log }).click();
  await page.getByRole("status").filter({ hasText: words.logged }).waitFor();
  const history = page.locator("section.card").filter({ has: page.getByRole("heading", { name: words.history, exact: true }) });
  await history.getByText(words.moved).waitFor();
  await history.getByText(words.said).waitFor();
  await seen(page, "lead");
}

async function takeBackANote(page, words) {
  const form = page.locator("form[action$='/interactions']");
  await form.getByLabel(words.note).fill(words.noted);
  await form.getByRole("button", { name: words.saveNote }).click();
  await page.locator(".timeline").getByText(words.noted).waitFor();
  await page.getByRole("button", { name: words.undo }).click();
  await page.getByRole("status").filter({ hasText: words.undone }).waitFor();
  assert.equal(await page.locator(".timeline").getByText(words.noted).count(), 0);
}

async function seeToday(page, words, at, seen) {
  await page.goto(at("/leads/today"));
  await page.getByRole("heading", { name: words.overdue }).waitFor();
  await page.getByRole("heading", { name: words.upcoming }).waitFor();
  await page.getByRole("link", { name: words.due }).waitFor();
  await seen(page, "today");
}

async function changeMany(page, words, at, seen) {
  await page.goto(at("/leads?sort=created_at"));
  await page.locator("[data-check-all]").check();
  await page.getByLabel(words.scope, { exact: true }).selectOption("all");
  await page.getByLabel(words.action, { exact: true }).selectOption({ label: words.assign });
  await seen(page, "picked");
  await page.getByRole("button", { name: words.nextStep, exact: true }).click();
  await page.getByLabel(words.assignee).selectOption({ index: 1 });
  await seen(page, "bulk-form");
  await page.getByRole("button", { name: words.start }).click();
  await page.locator(".pill").filter({ hasText: words.done }).waitFor();
  await seen(page, "bulk-done");
  await page.goto(at("/leads/bulk"));
  await page.getByText(words.done).waitFor();
  await seen(page, "bulk-history");
  await page.setViewportSize(PHONE);
  await page.goto(at("/leads"));
  await seen(page, "list-phone");
}

/** Tomorrow at ten, as a field for a local time takes it. */
function tomorrow() {
  const day = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10); // in Seoul
  return `${day}T10:00`;
}
