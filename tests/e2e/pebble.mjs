// A certificate authority on loopback: Debian's pebble, with a name server that sends every name to this machine.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { freePorts } from "./appliance.mjs";

const OWN = `[req]
distinguished_name = name
x509_extensions = own
prompt = no
[name]
CN = localhost
[own]
subjectAltName = IP:127.0.0.1
basicConstraints = critical, CA:FALSE
`;

/** Starts it; it looks for proof at these two ports. Gives `{ directory, caFile, stop() }`. */
export async function startPebble(httpPort, tlsPort) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "dangol-pebble-"));
  const [acme, names] = await freePorts(2);
  const [caFile, key, config] = ["own.pem", "own.key", "config.json"].map((name) => path.join(folder, name));
  await writeFile(path.join(folder, "own.cnf"), OWN);
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  await promisify(execFile)("openssl", [...request, "-config", path.join(folder, "own.cnf"), "-keyout", key, "-out", caFile]);
  const listenAddress = `127.0.0.1:${acme}`;
  await writeFile(
    config,
    JSON.stringify({ pebble: { listenAddress, certificate: caFile, privateKey: key, httpPort, tlsPort, certificateValidityPeriod: 90 * 86_400 } }),
  );
  const resolver = `127.0.0.1:${names}`;
  const quiet = { stdio: "ignore" };
  const processes = [
    spawn("pebble-challtestsrv", ["-dns01", resolver, "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", "", "-defaultIPv6", ""], quiet),
    spawn("pebble", ["-config", config, "-dnsserver", resolver], { ...quiet, env: { ...process.env, PEBBLE_VA_NOSLEEP: "1" } }),
  ];
  await answers(acme);
  return {
    directory: `https://${listenAddress}/dir`,
    caFile,
    async stop() {
      for (const child of processes) child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port) {
  for (let tries = 0; tries < 200; tries += 1) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("pebble does not answer");
}
