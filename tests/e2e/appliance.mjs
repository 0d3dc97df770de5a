// The built binary, started on free loopback ports with a data directory of its own.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target");

export const BINARY = process.env.DANGOL_BIN ?? path.join(TARGET, "x86_64-unknown-linux-gnu/debug/dangol");

const START_WITHIN_MS = 30_000; // a debug build on a busy machine
const STOP_WITHIN_MS = 12_000; // the product promises 10 s

/**
 * Starts `dangol serve`. Options: `dataDir` (kept; otherwise a temporary one, removed on stop), `env` (added to the child's),
 * `args` (added to `serve`), `ports` (those of the printed addresses, where they are not the listeners'). Gives `{ admin, visitors, setup, dataDir, log(), cli(), restart(), kill(), stop() }`; `setup` is
 * null once a user exists.
 */
export async function startAppliance(options = {}) {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), "dangol-e2e-")));
  const [adminPort, visitorsPort] = await freePorts(2);
  const appliance = {
    dataDir,
    admin: `http://127.0.0.1:${adminPort}`,
    visitors: `http://127.0.0.1:${visitorsPort}`,
    setup: null,
    log: () => output.join(""),
    cli: (args, input) => runCli([...args, "--data-dir", dataDir], input, options.env),
    restart,
    kill: () => end("SIGKILL"),
    stop,
  };
  let output = [];
  let child = null;

  async function start() {
    output = [];
    const args = ["serve", "--data-dir", dataDir, "--listen", `127.0.0.1:${adminPort}`];
    args.push("--public-listen", `127.0.0.1:${visitorsPort}`, ...(options.args ?? []));
    child = spawn(BINARY, args, { env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
    const urls = await printedUrls(child, output, ...(options.ports ?? [adminPort, visitorsPort]));
    appliance.setup = urls.setup;
  }

  async function end(signal) {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", (code, by) => resolve({ code, by })));
    running.kill(signal);
    const late = setTimeout(() => running.kill("SIGKILL"), STOP_WITHIN_MS);
    const { code, by } = await ended;
    clearTimeout(late);
    if (signal === "SIGTERM" && code !== 0) {
      throw new Error(`dangol did not stop cleanly (status ${code}, signal ${by}):\n${output.join("")}`);
    }
  }

  async function restart(signal = "SIGTERM") {
    await end(signal);
    await start();
  }

  async function stop() {
    try {
      await end("SIGTERM");
    } finally {
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    }
  }

  await start();
  return appliance;
}

/** Ports nobody listens on now. All are held until the last is known, so they differ. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer();
      await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits until both addresses stand on standard output; the admin's address with a path is the set-up URL. */
function printedUrls(child, output, adminPort, visitorsPort) {
  return new Promise((resolve, reject) => {
    let printed = "";
    let settled = false;
    const fail = (why) => {
      if (settled) return;
      settled = true;
      child.kill("SIGKILL");
      reject(new Error(`${why}\n${output.join("")}`));
    };
    const late = setTimeout(() => fail(`dangol printed no addresses within ${START_WITHIN_MS} ms`), START_WITHIN_MS);
    child.once("error", (error) => fail(`${BINARY} does not start: ${error.message}`));
    child.once("exit", (code) => {
      clearTimeout(late);
      fail(`dangol ended with status ${code} before it was ready`);
    });
    child.stderr.on("data", (chunk) => output.push(chunk.toString()));
    child.stdout.on("data", (chunk) => {
      output.push(chunk.toString());
      printed += chunk.toString();
      // the last line may be half printed
      const urls = (printed.slice(0, printed.lastIndexOf("\n") + 1).match(/https?:\/\/\S+/g) ?? []).map((url) => new URL(url));
      const admin = urls.find((url) => url.port === String(adminPort));
      const visitors = urls.find((url) => url.port === String(visitorsPort));
      if (settled || admin === undefined || visitors === undefined) return;
      settled = true;
      clearTimeout(late);
      // the set-up URL is printed with the others, perhaps in the next chunk
      setTimeout(() => resolve({ setup: setupUrl(printed, adminPort) }), 50);
    });
  });
}

function setupUrl(printed, adminPort) {
  const urls = (printed.match(/https?:\/\/\S+/g) ?? []).map((url) => new URL(url));
  const found = urls.find((url) => url.port === String(adminPort) && (url.pathname !== "/" || url.search !== ""));
  return found?.href ?? null;
}

/** Runs one command of the binary to its end: `{ status, stdout, stderr }`. */
export function runCli(args, input = "", env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(BINARY, args, { env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.once("error", reject);
    child.stdin.on("error", () => {}); // a command that reads nothing may end first
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.once("close", (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(input);
  });
}
