// An agency with something in it, filled through the API as another program would fill it, in one language.

import assert from "node:assert/strict";

export const OWNER = { email: "owner@example.com", password: "Correct-horse-42", agency: "Dangol Test", name: "Alex" };

const WORDS = {
  ko: {
    account: "한빛커머스",
    second: "그린푸드",
    funnel: "상담 퍼널",
    stages: [["new", "신규"], ["consulting", "상담중"], ["booked", "예약"], ["won", "계약"]],
    pages: ["봄맞이 무료 상담", "웨비나 참가 신청", "여름 할인 사전 예약"],
    people: ["김서연", "윤지호", "정다은", "이민준", "장채원", "강도윤", "박수아", "임건우", "조유나", "최시우", "김하린", "남궁민수"],
    companies: ["한빛전자", "그린푸드", "늘봄병원", "다온인테리어"],
    tags: ["뉴스레터", "VIP", "웨비나"],
    attributes: { 업종: "카페", 직원수: 12 },
    question: "궁금한 점",
    answer: "평일 저녁에 상담할 수 있을까요?",
    note: "비용을 물어보셔서 견적서를 보내 드리기로 함",
    call: "다음 주 화요일 오후에 다시 전화 요청",
    campaign: "봄 행사",
  },
  en: {
    account: "Northwind",
    second: "Greenfood",
    funnel: "Consultation",
    stages: [["new", "New"], ["consulting", "In consultation"], ["booked", "Booked"], ["won", "Won"]],
    pages: ["Free spring consultation", "Webinar sign-up", "Summer sale list"],
    people: ["Alice Moore", "Ben Carter", "Clara Voss", "Daniel Reed", "Emma Stone", "Frank Hill", "Grace Lee", "Henry Ford", "Iris Park", "Jack Snow", "Kate Wells", "Liam Fox"],
    companies: ["Moore Ltd", "Greenfood", "Spring Clinic", "Dawn Interiors"],
    tags: ["newsletter", "VIP", "webinar"],
    attributes: { trade: "cafe", staff: 12 },
    question: "Question",
    answer: "Could we talk in the evening on a weekday?",
    note: "Asked for the price; will send an offer",
    call: "Wants a call next Tuesday afternoon",
    campaign: "spring",
  },
};

/** Sets the first owner up beside the browser and gives an agency token's API: `api(method, path, body)` → the answer's JSON. */
export async function openApi(appliance) {
  await told(appliance.cli(["setup", "--email", OWNER.email, "--agency", OWNER.agency], OWNER.password));
  const token = (await told(appliance.cli(["token", "create", "--name", "browser tests", "--role", "owner"]))).trim();
  return async function api(method, path, body) {
    const answer = await fetch(`${appliance.admin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
}

/** Logs the context of `page` in, through the form, and chooses the language: a user of the command line has the box's. */
export async function logIn(page, appliance, lang) {
  await page.goto(`${appliance.admin}/login`);
  await page.locator("input[name=email]").fill(OWNER.email);
  await page.locator("input[name=password]").fill(OWNER.password);
  await page.locator("input[name=password]").press("Enter");
  await page.waitForURL(`${appliance.admin}/accounts`);
  await page.locator("details.menu:has(button[name=lang]) > summary").click();
  await page.locator(`button[name=lang][value=${lang}]`).click();
  await page.locator(`html[lang=${lang}]`).waitFor();
}

/** Two accounts, the second empty, and in the first everything that a page can show. Gives the ids that addresses need. */
export async function fill(api, appliance, lang) {
  const words = WORDS[lang];
  const account = await api("POST", "/accounts", { name: words.account, slug: "busy", locale: lang });
  await api("POST", "/accounts", { name: words.second, slug: "empty", locale: lang });
  const at = (path) => `/accounts/${account.slug}${path}`;
  const stages = words.stages.map(([key, name]) => ({ key, name, goal: key === "won" }));
  const funnel = await api("POST", at("/funnels"), { name: words.funnel, status: "active", stages, currency: "KRW" });
  const pages = [];
  for (const [index, title] of words.pages.entries()) {
    const page = await api("POST", at("/landing-pages"), landingPage(words, lang, title, `page-${index}`, funnel.id));
    if (index < 2) await api("PUT", at(`/landing-pages/${page.id}/publication`));
    pages.push(page);
  }
  await api("PATCH", at(`/landing-pages/${pages[1].id}`), { title: `${words.pages[1]} 2` });

  const customers = [];
  for (const [index, name] of words.people.entries()) {
    customers.push(await api("POST", at("/customers"), {
      name,
      email: `person${index}@example.com`,
      phone: `010-2345-${String(1000 + index * 37)}`,
      company: index % 3 === 2 ? null : words.companies[index % words.companies.length],
      status: ["lead", "customer", "dormant", "blocked"][index % 4],
      tags: words.tags.slice(0, index % 3),
      attributes: index === 0 ? words.attributes : {},
      source: "naver",
    }));
  }
  const leads = [];
  for (const [index, customer] of customers.entries()) {
    leads.push(await api("POST", at("/leads"), {
      customer_id: customer.id,
      landing_page_id: pages[index % 2].id,
      funnel_id: funnel.id,
      source: ["naver", "google", "kakao"][index % 3],
      medium: "cpc",
      campaign: words.campaign,
      value: index % 2 === 0 ? 350_000 + index * 125_000 : null,
      form: { [words.question]: words.answer },
    }));
  }
  for (const [index, lead] of leads.entries()) {
    const stage = words.stages[index % 4][0];
    if (stage !== "new") await api("PUT", at(`/leads/${lead.id}/stage`), { stage });
  }
  const lead = leads[3]; // it stands in the goal stage
  await api("POST", at(`/leads/${lead.id}/interactions`), { kind: "note", data: { text: words.note } });
  await api("POST", at(`/leads/${lead.id}/interactions`), { kind: "call", data: { outcome: "connected", text: words.call } });
  await submitAsRobot(appliance, words);
  return {
    slug: account.slug,
    empty: "empty",
    public: `${appliance.visitors}/p/${account.slug}/page-0`,
    funnel: funnel.id,
    page: pages[1].id,
    draft: pages[2].id,
    customer: customers[0].id,
    lead: lead.id,
    suspect: (await api("GET", at("/leads?suspect=true"))).data[0].id,
  };
}

function landingPage(words, lang, title, slug, funnel_id) {
  const fields = [
    { name: "name", label: lang === "ko" ? "이름" : "Name", kind: "text", required: true },
    { name: "phone", label: lang === "ko" ? "연락처" : "Phone", kind: "phone", required: true },
    { name: "question", label: words.question, kind: "textarea" },
  ];
  const html = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`
    + `<title>${title}</title></head><body><main><h1>${title}</h1><form data-dangol></form></main></body></html>`;
  return { title, slug, html, funnel_id, form: { fields }, thank_you: { message: title } };
}

/** Fills in the field that people don't see. */
async function submitAsRobot(appliance, words) {
  const body = new URLSearchParams({ name: words.people[1], phone: "010-9999-1234", website_: "http://spam.example" });
  const answer = await fetch(`${appliance.visitors}/p/busy/page-0`, { method: "POST", body, redirect: "manual" });
  assert.equal(answer.status, 303);
}

async function told(command) {
  const { status, stdout, stderr } = await command;
  assert.equal(status, 0, stderr);
  return stdout;
}
