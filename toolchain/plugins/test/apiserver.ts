import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { toolPath } from "./project.ts";

const START_SECONDS = 120;

/**
 * A Kubernetes API of its own for tests: etcd and kube-apiserver on free loopback ports. There are
 * no controllers, so no object changes unless a test changes it.
 */
export interface ApiServer {
	/** Path of a kubeconfig for an administrator. */
	kubeconfig: string;
	/**
	 * Any request, as JSON; `type` is the body's, server-side apply unless said otherwise.
	 * @throws Error with what the API says when it refuses
	 */
	request(
		method: "GET" | "PATCH" | "DELETE" | "POST",
		path: string,
		body?: unknown,
		type?: string,
	): Promise<Record<string, unknown>>;
	stop(): Promise<void>;
}

/**
 * @param options.collectsGarbage also runs the one controller that ends deletions in the
 *   foreground, as Pulumi's Kubernetes plugin asks for them
 */
export async function startApiServer({ collectsGarbage = false } = {}): Promise<ApiServer> {
	const hyperkube = toolPath("hyperkube");
	const folder = mkdtempSync(join(tmpdir(), "apiserver-test-"));
	const [etcdPort, peerPort, apiPort] = await freePorts(3);
	const token = randomBytes(16).toString("hex");
	const { publicKey, privateKey } = generateKeyPairSync("rsa", {
		modulusLength: 2048,
		publicKeyEncoding: { type: "spki", format: "pem" },
		privateKeyEncoding: { type: "pkcs8", format: "pem" },
	});
	const file = (name: string, content: string) => {
		writeFileSync(join(folder, name), content, { mode: 0o600 });
		return join(folder, name);
	};
	const running: ChildProcess[] = [];
	const start = (name: string, args: string[]) => {
		const child = spawn(hyperkube, [name, ...args], {
			stdio: ["ignore", "pipe", "pipe"],
		});
		const log = createWriteStream(join(folder, `${name}.log`));
		child.stdout.pipe(log);
		child.stderr.pipe(log);
		running.push(child);
	};
	const killAll = () => {
		for (const child of running) child.kill("SIGKILL");
	};
	// Also when the test run itself is cut short.
	process.once("exit", killAll);
	const stop = async () => {
		const ended = running.map((child) =>
			child.exitCode === null && child.signalCode === null
				? new Promise((resolve) => child.once("exit", resolve))
				: undefined,
		);
		killAll();
		await Promise.all(ended);
		rmSync(folder, { recursive: true, force: true });
	};

	start("etcd", [
		`--data-dir=${join(folder, "etcd")}`,
		`--listen-client-urls=http://127.0.0.1:${etcdPort}`,
		`--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
		`--listen-peer-urls=http://127.0.0.1:${peerPort}`,
		`--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
		`--initial-cluster=default=http://127.0.0.1:${peerPort}`,
		"--unsafe-no-fsync",
	]);
	start("kube-apiserver", [
		`--etcd-servers=http://127.0.0.1:${etcdPort}`,
		"--bind-address=127.0.0.1",
		// Nothing inside a cluster has to find this API.
		"--endpoint-reconciler-type=none",
		`--secure-port=${apiPort}`,
		`--cert-dir=${join(folder, "certificates")}`,
		`--token-auth-file=${file("tokens.csv", `${token},admin,admin,system:masters\n`)}`,
		"--authorization-mode=RBAC",
		"--service-cluster-ip-range=10.91.0.0/16",
		"--service-account-issuer=https://kubernetes.default.svc",
		`--service-account-key-file=${file("accounts.pub", publicKey)}`,
		`--service-account-signing-key-file=${file("accounts.key", privateKey)}`,
		// Nobody makes the default accounts here, and Pods shall be possible all the same.
		"--disable-admission-plugins=ServiceAccount",
	]);

	const kubeconfig = file(
		"kubeconfig",
		JSON.stringify({
			apiVersion: "v1",
			kind: "Config",
			"current-context": "test",
			contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
			clusters: [
				{
					name: "test",
					cluster: {
						server: `https://127.0.0.1:${apiPort}`,
						"insecure-skip-tls-verify": true,
					},
				},
			],
			users: [{ name: "admin", user: { token } }],
		}),
	);
	const request: ApiServer["request"] = (method, path, body, type) =>
		send(`https://127.0.0.1:${apiPort}${path}`, { method, token, body, type });
	const deadline = performance.now() + START_SECONDS * 1000;
	for (;;) {
		try {
			await request("GET", "/api/v1/namespaces/default");
			break;
		} catch (error) {
			const dead = running.some((child) => child.exitCode !== null);
			if (dead || performance.now() > deadline) {
				const log = readFileSync(join(folder, "kube-apiserver.log"), "utf8");
				await stop();
				throw new Error(
					`The test's API server did not start${dead ? "" : ` within ${START_SECONDS} s`} (${(error as Error).message}):\n${log.slice(-3000)}`,
				);
			}
			await pause(200);
		}
	}

	if (collectsGarbage) {
		start("kube-controller-manager", [
			`--kubeconfig=${kubeconfig}`,
			"--controllers=garbage-collector-controller",
			"--leader-elect=false",
			"--secure-port=0",
		]);
	}
	return { kubeconfig, request, stop };
}

function send(
	url: string,
	{
		method,
		token,
		body,
		type = "application/apply-patch+yaml", // JSON is YAML
	}: { method: string; token: string; body?: unknown; type?: string },
): Promise<Record<string, unknown>> {
	return new Promise((resolve, reject) => {
		const headers = {
			accept: "application/json",
			authorization: `Bearer ${token}`,
			"content-type": type,
		};
		const request = httpsRequest(
			url,
			{ method, headers, rejectUnauthorized: false, timeout: 30_000 },
			async (response) => {
				try {
					const answer = JSON.parse(await text(response));
					if ((response.statusCode ?? 0) < 300) resolve(answer);
					else reject(new Error(`Kubernetes refused it: ${answer.message}`));
				} catch (error) {
					reject(error);
				}
			},
		);
		request.on("timeout", () => request.destroy(new Error("no answer")));
		request.on("error", reject);
		request.end(body === undefined ? undefined : JSON.stringify(body));
	});
}

async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(
		Array.from(
			{ length: count },
			() =>
				new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
					const server = createServer().on("error", reject);
					server.listen(0, "127.0.0.1", () => resolve(server));
				}),
		),
	);
	return Promise.all(
		servers.map((server) => {
			const { port } = server.address() as { port: number };
			return new Promise<number>((resolve) => server.close(() => resolve(port)));
		}),
	);
}
