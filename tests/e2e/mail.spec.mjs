// Mail and webhooks against other people's software: an SMTP server that knows nothing of us, and a listener that checks signatures.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { OWNER, fill, logIn, openApi } from "./agency.mjs";
import { startAppliance } from "./appliance.mjs";
import { assertAccessible } from "./axe.mjs";
import { launch, shot, visit } from "./browser.mjs";

const USER = "mailer@example.com";
const PASSWORD = "Letter-box-42";
const ALERT_WITHIN_MS = 5_000;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

describe("mail and webhooks", () => {
  let appliance;
  let browser;
  let ids;
  let session;
  let smtp;
  let listener;

  before(async () => {
    smtp = await startSmtp();
    listener = await startListener();
    const env = { DANGOL_PUBLIC__MIN_FILL_MS: "0", DANGOL_WEBHOOKS__PRIVATE_TARGETS: "true" };
    [appliance, browser] = await Promise.all([startAppliance({ env }), launch()]);
    ids = await fill(await openApi(appliance), appliance, "ko");
    await visit(browser, {}, async (page, { context }) => {
      await logIn(page, appliance, "ko");
      session = await context.storageState();
    });
  });

  after(async () => {
    await browser?.close();
    await appliance?.stop();
    await smtp?.stop();
    await listener?.stop();
  });

  const inAdmin = (story, options = {}) => visit(browser, { storageState: session, viewport: DESK, reducedMotion: "reduce", ...options }, story);

  test("the test button shows what the server says, and the letter arrives", async () => {
    await inAdmin(async (page) => {
      await page.goto(`${appliance.admin}/mail`);
      await fillServer(page, { port: smtp.port, security: "starttls", username: USER, password: PASSWORD });
      await page.getByRole("button", { name: "시험 메일 보내기" }).click();
      // its certificate is nobody's
      await page.locator(".notice.red").filter({ hasText: "암호화된 연결을 맺지 못했습니다" }).waitFor();
      await fillServer(page, { port: smtp.port, security: "none", username: USER, password: "wrong" });
      await page.getByRole("button", { name: "시험 메일 보내기" }).click();
      await page.locator(".notice.red").filter({ hasText: "535" }).waitFor();
      await shot(page, "mail-refused");
      await fillServer(page, { port: smtp.port, security: "none", username: USER, password: PASSWORD });
      assert.equal(await page.locator("input[name=password]").inputValue(), "", "a stored password is not shown");
      await page.getByRole("button", { name: "시험 메일 보내기" }).click();
      await page.locator(".notice.green").filter({ hasText: OWNER.email }).waitFor();
      const letter = await smtp.next();
      assert.deepEqual([letter.to, letter.subject], [OWNER.email, "[단골] 시험 메일입니다"]);
      assert.match(letter.body, /Dangol Test에서 보낸 시험 메일입니다/);
      await assertAccessible(page);
      await shot(page, "mail-tested");
    });
  });

  test("a test alarm reaches the owner and the agency's webhook, and the page says so", async () => {
    await inAdmin(async (page) => {
      await page.goto(`${appliance.admin}/alarms`);
      await page.getByText("경보가 없습니다").waitFor();
      await assertAccessible(page);
      await page.goto(`${appliance.admin}/settings/webhook`);
      await page.locator("input[name=url]").fill(listener.url);
      await page.getByRole("button", { name: "저장" }).click();
      assert.match(await page.locator(".copy input").inputValue(), /^whsec_/);
      await page.goto(`${appliance.admin}/settings/alarms`);
      await page.getByRole("button", { name: "시험 경보 보내기" }).click();
      const [letter, call] = await Promise.all([smtp.next(), listener.next()]);
      assert.deepEqual([letter.to, letter.subject], [OWNER.email, "[단골] 시험 경보입니다"]);
      assert.equal(JSON.parse(call.body).type, "alarm.test");
      await eventually(async () => {
        await page.goto(`${appliance.admin}/settings/alarms`);
        const text = await page.locator("main").innerText();
        return text.includes("queued as 4711") && text.includes("받았습니다 (200)");
      });
      await assertAccessible(page);
      await shot(page, "alarms-settings");
      await page.setViewportSize(PHONE);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${wide} px too wide for a phone`);
      await shot(page, "alarms-settings-phone");
    });
  });

  test("a form that a visitor sends is in the mailbox and at the webhook within five seconds, masked", async () => {
    let secret;
    await inAdmin(async (page) => {
      const settings = `${appliance.admin}/accounts/${ids.slug}/settings`;
      await page.goto(`${settings}/webhook`);
      await page.locator("input[name=url]").fill(listener.url);
      await page.getByRole("button", { name: "저장" }).click();
      secret = await page.locator(".copy input").inputValue();
      assert.match(secret, /^whsec_/);
      await assertAccessible(page);
      await shot(page, "mail-secret");
      await page.goto(`${settings}/alerts`);
      await page.locator("textarea[name=emails]").fill("team@example.com");
      await page.locator("input[name=webhook]").check();
      await page.getByRole("button", { name: "저장" }).click();
      await page.locator(".notice.green").waitFor();
      await shot(page, "mail-alerts");
    });
    const sent = await submit("김하늘", "010-7777-1234");
    const [letter, call] = await Promise.all([smtp.next(), listener.next()]);
    assert.ok(letter.at - sent < ALERT_WITHIN_MS, `mail after ${letter.at - sent} ms`);
    assert.ok(call.at - sent < ALERT_WITHIN_MS, `webhook after ${call.at - sent} ms`);
    assert.equal(letter.to, "team@example.com");
    assert.match(letter.subject, /새 리드: 김\*늘$/);
    assert.match(letter.body, /010-\*\*\*\*-1234/);
    assert.doesNotMatch(letter.body + call.body, /김하늘|7777/);
    const event = JSON.parse(call.body);
    assert.deepEqual([event.type, event.data.name, event.data.masked], ["lead.created", "김*늘", true]);
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const content = `${call.headers["webhook-id"]}.${call.headers["webhook-timestamp"]}.${call.body}`;
    assert.equal(call.headers["webhook-signature"], `v1,${createHmac("sha256", key).update(content).digest("base64")}`);
    assert.ok(Math.abs(Date.now() / 1000 - Number(call.headers["webhook-timestamp"])) < 60);
    await inAdmin(async (page) => {
      await page.goto(event.data.url);
      await page.getByText("010-7777-1234").first().waitFor();
    });
  });

  test("what fails is shown, tried again, and survives a kill", async () => {
    listener.status = 500;
    await smtp.stop();
    await submit("박바다", "010-8888-1234");
    await listener.next();
    await inAdmin(async (page) => {
      const deliveries = `${appliance.admin}/accounts/${ids.slug}/settings/deliveries`;
      await eventually(async () => {
        await page.goto(deliveries);
        const text = await page.locator("main").innerText();
        return text.includes("연결할 수 없습니다") && text.includes("받지 않았습니다 (500)");
      });
      await assertAccessible(page);
      await shot(page, "mail-deliveries");
      await page.setViewportSize(PHONE);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${wide} px too wide for a phone`);
      await shot(page, "mail-deliveries-phone");
    });
    listener.status = 200;
    await appliance.restart("SIGKILL");
    await smtp.start();
    const [letter, call] = await Promise.all([smtp.next(30_000), listener.next(30_000)]);
    assert.match(letter.subject, /박\*다/);
    assert.equal(JSON.parse(call.body).data.name, "박*다");
  });

  test("what is hanging in one account holds the mail up nowhere", async () => {
    listener.hang = true;
    for (let index = 0; index < 6; index += 1) await submit("정하나", `010-6666-10${index}0`);
    const sent = await submit("정두나", "010-6666-2000");
    let letter;
    do letter = await smtp.next();
    while (!letter.subject.includes("정*나") || !letter.body.includes("2000"));
    assert.ok(letter.at - sent < ALERT_WITHIN_MS, `mail after ${letter.at - sent} ms`);
    listener.hang = false;
  });

  async function submit(name, phone) {
    const sent = Date.now();
    const answer = await fetch(ids.public, {
      method: "POST",
      body: new URLSearchParams({ name, phone }),
      headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" },
      redirect: "manual",
    });
    assert.equal(answer.status, 303);
    return sent;
  }
});

async function fillServer(page, { port, security, username, password }) {
  await page.locator("input[name=host]").fill("127.0.0.1");
  await page.locator("input[name=port]").fill(String(port));
  await page.locator("select[name=security]").selectOption(security);
  await page.locator("input[name=username]").fill(username);
  await page.locator("input[name=password]").fill(password);
  await page.locator("input[name=from_email]").fill("no-reply@example.com");
  await page.locator("input[name=from_name]").fill("한빛대행사");
  await page.getByRole("button", { name: "저장" }).click();
  await page.locator(".notice.green").filter({ hasText: "저장했습니다" }).waitFor();
}

/** A list that is waited for. */
function inbox() {
  const items = [];
  let used = 0;
  return {
    push: (item) => items.push({ ...item, at: Date.now() }),
    async next(within = 10_000) {
      const until = Date.now() + within;
      while (items.length <= used) {
        assert.ok(Date.now() < until, "nothing came");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      used += 1;
      return items[used - 1];
    },
  };
}

async function eventually(holds, within = 10_000) {
  const until = Date.now() + within;
  while (!(await holds())) {
    assert.ok(Date.now() < until, "it never held");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function startSmtp() {
  const letters = inbox();
  let server;
  const smtp = { port: 0, next: letters.next, start, stop };
  async function start() {
    server = new SMTPServer({
      authMethods: ["PLAIN", "LOGIN"],
      allowInsecureAuth: true,
      onAuth: (auth, _, done) => (auth.username === USER && auth.password === PASSWORD ? done(null, { user: USER }) : done(new Error("wrong user or password"))),
      onData(stream, session, done) {
        const chunks = [];
        stream.on("data", (chunk) => chunks.push(chunk));
        stream.on("end", () => {
          letters.push({ to: session.envelope.rcptTo[0].address, ...parsed(Buffer.concat(chunks).toString()) });
          done(null, "queued as 4711");
        });
      },
    });
    server.on("error", () => {}); // a client that gives the certificate up
    await new Promise((resolve) => server.listen(smtp.port, "127.0.0.1", resolve));
    smtp.port = server.server.address().port;
  }
  async function stop() {
    await new Promise((resolve) => server.close(resolve));
  }
  await start();
  return smtp;
}

async function startListener() {
  const calls = inbox();
  const listener = { status: 200, hang: false, next: calls.next };
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      calls.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (!listener.hang) response.writeHead(listener.status).end("ok");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  listener.url = `http://127.0.0.1:${server.address().port}/hook`;
  listener.stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return listener;
}

/** Subject and texts of a letter of two parts. */
function parsed(raw) {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]/g, " ");
  const subject = /^Subject: (.*)$/m.exec(head)[1].trim();
  const boundary = /boundary="([^"]+)"/.exec(head)[1];
  const parts = raw.split(`--${boundary}`).slice(1, -1).map((part) => {
    const [, heading, body] = /^\r\n([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(part);
    if (/base64/i.test(heading)) return Buffer.from(body, "base64").toString();
    return /quoted-printable/i.test(heading) ? unquoted(body.replace(/=\r\n/g, "")) : body;
  });
  const words = subject.replace(/\?=\s+=\?/g, "?==?");
  return { subject: words.replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, word) => Buffer.from(word, "base64").toString()), body: parts.join("\n") };
}

function unquoted(text) {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
