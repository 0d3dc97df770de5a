// The life of an installed appliance in one Debian system: story.mjs SUITE ROOT PREVIOUS CURRENT TARBALL. The system runs its own systemd,
// so the service lives in the unit's real sandbox, system-call filter and all. Mail and webhook go to names that only the system's own
// look-ups know, to servers of other people's making.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const { SMTPServer } = createRequire(path.join(HERE, "../../tests/e2e/package.json"))("smtp-server");
const [suite, root, previous, current, tarball] = process.argv.slice(2);
const OWNER = { email: "owner@example.com", password: "Correct-horse-42" };
const WITHIN_MS = 30_000;
const BOOTED_WITHIN_MS = 120_000;
const ADMIN = "http://127.0.0.1:8080";
const VISITORS = "http://127.0.0.1:8090";
const DATA = "/var/lib/dangol";
const SETTINGS = "/etc/dangol/dangol.toml";
const at = (file) => path.join(root, file);
const read = (file) => readFileSync(at(file), "utf8");
const say = (what) => console.log(`${suite}: ${what}`);

let system = null; // how to enter and end it, while it is booted

const letters = inbox();
const calls = inbox();
const smtpPort = await startSmtp();
const hookPort = await startListener();
appendFileSync(at("/etc/hosts"), "127.0.0.1 localhost\n127.0.0.1 smtp.dangol.test hook.dangol.test\n");

install(previous);
assert.equal(installedVersion(), version(previous));
for (const [file, wanted] of [
  ["/etc/dangol", "root:dangol 750"],
  [SETTINGS, "root:dangol 640"],
  [DATA, "dangol:dangol 750"],
]) {
  assert.equal(inside("stat", "-c", "%U:%G %a", file).trim(), wanted, file);
}
assert.equal(inside("dpkg", "--verify", "dangol"), "");
say("installed where no systemd runs; owners and modes are right, dpkg finds every file as packed");

system = await boot();
await until(() => state("ActiveState") === "active", "the service is started with the system");
assert.match(state("StatusText"), /\/setup\//);
assert.match(inside("journalctl", "-u", "dangol", "--no-pager"), /\/setup\//);
const own = "webhooks.private_targets = true\nmail.private_servers = true\npublic.min_fill_ms = 0\n";
appendFileSync(at(SETTINGS), own);
inside("systemctl", "restart", "dangol");
const told = inside({ input: OWNER.password }, "dangol", "setup", "--email", OWNER.email, "--agency", "Test");
assert.match(told, /owner@example\.com/);
const token = inside("dangol", "token", "create", "--name", "story", "--role", "owner").trim();
say(`systemd ${inside("systemctl", "--version").split(/\s/)[1]} runs the service; status and log named the set-up address, and root set it up at the shell`);
say(sandbox());

const page = await fillAgency();
await logIn();
await post("/mail", { host: "smtp.dangol.test", port: smtpPort, security: "none", from_email: "no-reply@example.com", from_name: "Test" });
await post("/accounts/shop/settings/webhook", { url: `http://hook.dangol.test:${hookPort}/hook` });
await post("/accounts/shop/settings/alerts", { emails: "team@example.com", webhook: "on" });
await leadArrives("First Lead", "010-7777-1234");
say("a lead came in: the mail and the webhook reached servers that only /etc/hosts names");

await jobDone("score");
await jobDone("backup");
inside("dangol", "backup", "list");
say("a job in its child process and a backup were done under the unit's system-call filter");

await watched();
say("a server that hangs was ended by the watchdog and started again");

inside("systemctl", "stop", "dangol");
const older = spawnSync("python3", [path.join(HERE, "older.py"), at(`${DATA}/accounts/shop.db`)], { encoding: "utf8" });
assert.equal(older.status, 0, older.stderr);
install(current);
assert.equal(installedVersion(), version(current));
assert.equal(state("ActiveState"), "active");
assert.doesNotMatch(state("StatusText"), /\/setup\//);
assert.equal(read("/usr/lib/dangol/previous/version").trim(), version(previous));
assert.ok(read(SETTINGS).endsWith(own), "the settings are the operator's");
assert.equal(await leads(), 1);
await leadArrives("Second Lead", "010-8888-1234");
assert.equal(await leads(), 2);
assert.equal(folders("before-upgrade-"), 1);
say("upgraded: a file of an older version was brought up to date; settings and data are there, mail and webhook work");

inside("dangol-rollback", "--yes");
assert.ok(!existsSync(at("/usr/lib/dangol/previous")) && read("/usr/lib/dangol/rolled-back").trim() === version(previous));
assert.equal(state("ActiveState"), "active");
assert.equal(await leads(), 1, "the lead that came after the upgrade is kept aside");
assert.equal(folders("after-upgrade-"), 1);
assert.match(fails("dangol-rollback", "--yes"), /no earlier version/);
say("taken back to the build before, with the data as they were; the newer ones are kept; a second time is refused");

inside("apt-get", "remove", "-y", "-qq", "dangol");
assert.ok(!existsSync(at("/usr/bin/dangol")) && !existsSync(at("/usr/lib/dangol")) && existsSync(at(SETTINGS)));
await assert.rejects(fetch(`${ADMIN}/healthz`), "the service is stopped");
assert.match(inside({ both: true }, "dpkg", "--purge", "dangol"), /the user dangol stay/);
assert.ok(!existsSync(at("/etc/dangol")) && existsSync(at(`${DATA}/accounts/shop.db`)));
say("removed and purged; the data stay, and the purge says so");

install(current);
assert.equal(state("ActiveState"), "active");
assert.ok((await leads()) >= 1);
inside("dpkg", "--purge", "dangol");
say("installed while systemd runs, over the old data: serves at once");

inside("tar", "-C", "/root", "-xf", `/root/${tarball}`);
const installer = `/root/${tarball.replace(".tar.xz", "")}/install.sh`;
inside(installer);
await until(() => state("ActiveState") === "active", "the archive's service runs");
assert.ok((await leads()) >= 1);
inside(installer, "--uninstall");
system.end();
system = null;
const starts = /^ {4}(su .*)$/m.exec(inside(installer))?.[1];
const child = spawn("chroot", [root, "sh", "-c", starts], { stdio: "ignore" });
await until(() => answers(), "the named command serves");
assert.ok((await leads()) >= 1);
inside("sh", "-c", `kill $(cat ${DATA}/run/lock)`);
await new Promise((resolve) => child.once("exit", resolve));
assert.match(inside(installer, "--uninstall"), /stay/);
assert.ok(!existsSync(at("/usr/bin/dangol")) && existsSync(at(`${DATA}/control.db`)));
say("the archive's installer did the same, with systemd and without it; the data stay");
process.exit(0);

/** Starts the system's own systemd, and gives how to enter and end it. */
async function boot() {
  const group = `dangol-test-${process.pid}`;
  const outer = spawn(path.join(HERE, "boot"), [root, group], { stdio: ["ignore", "pipe", "pipe"] });
  let console_ = "";
  for (const stream of [outer.stdout, outer.stderr]) stream.on("data", (chunk) => (console_ += chunk));
  const end = () => {
    outer.kill("SIGKILL");
    rmGroup(path.join(/^\S+ (\S+) cgroup2 /m.exec(readFileSync("/proc/mounts", "utf8"))[1], group));
  };
  process.once("exit", end);
  // Before that its children are steps of the script.
  const first = () => outer.exitCode === null
    && readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8").trim().split(" ").find((pid) => existsSync(`/proc/${pid}/comm`)
      && readFileSync(`/proc/${pid}/comm`, "utf8") === "systemd\n");
  const said = () => `the system is up:\n${console_}`;
  await until(() => first() || outer.exitCode !== null, said);
  assert.equal(outer.exitCode, null, console_);
  const enter = ["nsenter", `--target=${first()}`, "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd", "--"];
  const up = () => /running|degraded/.test(spawnSync(enter[0], [...enter.slice(1), "systemctl", "is-system-running"], { encoding: "utf8" }).stdout);
  await until(() => up() || outer.exitCode !== null, said, BOOTED_WITHIN_MS);
  assert.equal(outer.exitCode, null, console_);
  return { enter, end };
}

/** What the kernel says of the running service. */
function sandbox() {
  const status = readFileSync(`/proc/${mainPid()}/status`, "utf8");
  const field = (name) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)[1];
  const bind = "0000000000000400"; // CAP_NET_BIND_SERVICE alone
  assert.deepEqual([field("Seccomp"), field("NoNewPrivs"), field("CapEff"), field("CapBnd")], ["2", "1", bind, bind]);
  assert.notEqual(field("Uid").split("\t")[0], "0");
  const exposure = /Overall exposure level.*$/m.exec(inside("systemd-analyze", "security", "--no-pager", "dangol"))[0];
  assert.ok(Number(/[\d.]+/.exec(exposure.split(":")[1])[0]) <= 1.6, exposure);
  return `sandbox of the running process: ${field("Seccomp_filters")} system-call filters, no new privileges, CAP_NET_BIND_SERVICE alone; ${exposure.replace(/ \W*$/, "")}`;
}

/** The service's first process as this side numbers it. */
function mainPid() {
  const found = spawnSync("pgrep", ["-f", "^/usr/bin/dangol serve"], { encoding: "utf8" }).stdout.trim().split("\n");
  const ours = found.find((pid) => pid !== "" && readFileSync(`/proc/${pid}/status`, "utf8").includes(`\t${state("MainPID")}\n`));
  assert.ok(ours, `one of ${found} is the service`);
  return ours;
}

/** With a short patience, a process that is stopped is taken for one that hangs. */
async function watched() {
  const folder = at("/etc/systemd/system/dangol.service.d");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "test.conf"), "[Service]\nWatchdogSec=2\nRestartSec=1\n");
  inside("systemctl", "daemon-reload");
  inside("systemctl", "restart", "dangol");
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  assert.equal(state("NRestarts"), "0", "a server that lives is left alone");
  inside("sh", "-c", `kill -STOP ${state("MainPID")}`);
  await until(() => state("NRestarts") === "1" && state("ActiveState") === "active", "the watchdog has started another");
  inside("rm", "-r", "/etc/systemd/system/dangol.service.d");
  inside("systemctl", "daemon-reload");
  inside("systemctl", "restart", "dangol");
}

function folders(prefix) {
  return readdirSync(at(DATA)).filter((name) => name.startsWith(prefix)).length;
}

function state(property) {
  return inside("systemctl", "show", "dangol", "--value", "--property", property).trim();
}

async function until(holds, what, within = WITHIN_MS) {
  const last = Date.now() + within;
  while (!(await holds())) {
    assert.ok(Date.now() < last, `not in time: ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function answers() {
  return fetch(`${ADMIN}/readyz`).then((answer) => answer.ok, () => false);
}

/** Removes an ended system's control group, as soon as the last of its processes is gone. */
function rmGroup(folder) {
  for (let round = 0; round < 50 && existsSync(folder); round += 1) {
    spawnSync("sleep", ["0.1"]);
    spawnSync("find", [folder, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"]);
  }
}

/** Runs a command in the system and gives what it printed; it must succeed. */
function inside(...words) {
  const { status, stdout, stderr } = run(...words);
  assert.equal(status, 0, `${words.filter((word) => typeof word === "string").join(" ")}:\n${stdout}${stderr}`);
  return words[0].both ? stdout + stderr : stdout;
}

/** The same for a command that must fail; gives what it complained of. */
function fails(...words) {
  const { status, stderr } = run(...words);
  assert.equal(status, 1, stderr);
  return stderr;
}

function run(...words) {
  const options = typeof words[0] === "object" ? words.shift() : {};
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LANG: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" };
  const [command, ...before] = system?.enter ?? ["chroot", root];
  return spawnSync(command, [...before, ...words], { env, input: options.input ?? "", encoding: "utf8", maxBuffer: 1 << 26 });
}

function install(file) {
  inside("apt-get", "install", "-y", "-qq", "--no-install-recommends", `/root/${file}`);
}

function installedVersion() {
  return inside("dpkg-query", "-W", "-f", "${Version}", "dangol");
}

function version(file) {
  return file.split("_")[1];
}

async function api(method, where, body) {
  const answer = await fetch(`${ADMIN}/api/v1${where}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${where}: ${answer.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

async function fillAgency() {
  await api("POST", "/accounts", { name: "Shop", slug: "shop", locale: "en" });
  const stages = [{ key: "new", name: "New", goal: false }, { key: "won", name: "Won", goal: true }];
  const funnel = await api("POST", "/accounts/shop/funnels", { name: "Sales", status: "active", stages, currency: "KRW" });
  const fields = [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "phone", label: "Phone", kind: "phone", required: true },
  ];
  const html = '<!doctype html><html lang="en"><head><title>Offer</title></head><body><form data-dangol></form></body></html>';
  const made = { title: "Offer", slug: "offer", html, funnel_id: funnel.id, form: { fields }, thank_you: { message: "Thanks" } };
  const { id } = await api("POST", "/accounts/shop/landing-pages", made);
  await api("PUT", `/accounts/shop/landing-pages/${id}/publication`);
  return `${VISITORS}/p/shop/offer`;
}

async function leads() {
  return (await api("GET", "/accounts/shop/leads?any=true")).page.total;
}

async function leadArrives(name, phone) {
  const answer = await fetch(page, {
    method: "POST",
    body: new URLSearchParams({ name, phone }),
    headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" },
    redirect: "manual",
  });
  assert.equal(answer.status, 303, await answer.text());
  const [letter, call] = await Promise.all([letters.next(), calls.next()]);
  assert.equal(letter, "team@example.com");
  assert.equal(JSON.parse(call).type, "lead.created");
}

/** Has the server run a job, which it does in a process of its own, and waits until it is done. */
async function jobDone(name) {
  await post(`/jobs/${name}/run`, {});
  const last = Date.now() + 60_000;
  for (;;) {
    const { jobs } = JSON.parse(inside("dangol", "job", "list", "--json"));
    const run = jobs.find((job) => job.name === name).last;
    if (run?.state === "done") return;
    assert.ok(run?.state !== "failed" && Date.now() < last, JSON.stringify(run));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A browser's part, for the pages that have no API. */
async function logIn() {
  logIn.cookies = new Map();
  await post("/login", OWNER, "/login");
  assert.ok(logIn.cookies.has("dangol"), "logged in");
}

async function post(where, fields, form = "/profile") {
  const headers = () => ({ cookie: [...logIn.cookies].map(([name, value]) => `${name}=${value}`).join("; "), "accept-language": "en" });
  const shown = await fetch(`${ADMIN}${form}`, { headers: headers(), redirect: "manual" });
  keep(shown);
  const token = /name="form_token" value="([^"]+)"/.exec(await shown.text())?.[1];
  assert.ok(token, `${form} has a form: ${shown.status}`);
  const answer = await fetch(`${ADMIN}${where}`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, form_token: token }),
    headers: { ...headers(), "sec-fetch-site": "same-origin" },
    redirect: "manual",
  });
  keep(answer);
  const body = await answer.text();
  assert.ok([200, 303].includes(answer.status), `${where}: ${answer.status} ${body.replace(/<[^>]*>|\s+/g, " ").slice(0, 2000)}`);
}

function keep(answer) {
  for (const line of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    logIn.cookies.set(name, value);
  }
}

function inbox() {
  const items = [];
  let used = 0;
  return {
    push: (item) => items.push(item),
    async next() {
      const last = Date.now() + WITHIN_MS;
      while (items.length <= used) {
        assert.ok(Date.now() < last, "nothing came");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      used += 1;
      return items[used - 1];
    },
  };
}

async function startSmtp() {
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      stream.resume();
      stream.on("end", () => {
        letters.push(session.envelope.rcptTo[0].address);
        done(null, "queued");
      });
    },
  });
  await new Promise((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  return smtp.server.address().port;
}

async function startListener() {
  const listener = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      calls.push(body);
      response.end("ok");
    });
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return listener.address().port;
}
