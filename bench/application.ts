/**
 * Compares what the application costs in two checkouts: processor time an update, and how long a
 * persist takes. Both run at the same time on this machine, each with its own recorder and its own
 * stand-in for the central store, so that both meet the same noise. Without Kubernetes.
 *
 *     node_modules/.bin/node bench/application.ts <other checkout> [--replicas 4] [--seconds 30] [--rounds 6] [--rate 10]
 *
 * `--rate` is updates a second and replica. The other checkout needs its packages (`npm ci`, and
 * those of its `images/store`).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { quantile } from "../analysis/statistics/quantiles.ts";
import { exampleTokens, observerTokens } from "../images/observer/src/tokens.fixture.ts";

const warmUpSeconds = 5;
const clockTicksPerSecond = 100;
const credentials = { user: "admin", password: "bench" };

interface Side {
	name: string;
	bundles: string;
}

/** What one side took in one round. */
interface Cost {
	microsecondsPerUpdate: number;
	persistP50Milliseconds: number;
	persistP99Milliseconds: number;
}

interface Plan {
	replicas: number;
	seconds: number;
	rounds: number;
	rate: number;
}

class Laboratory {
	readonly #children: ChildProcess[] = [];
	readonly #applications: ChildProcess[] = [];
	#observerPort = 0;

	readonly #side: Side;
	readonly #folder: string;

	constructor(side: Side, folder: string) {
		this.#side = side;
		this.#folder = folder;
	}

	async start({ replicas, rate }: Plan): Promise<void> {
		const [storePort, streamPort, observerPort] = await Promise.all([freePort(), freePort(), freePort()]);
		this.#observerPort = observerPort;
		this.#run("store", {
			PORT: String(storePort),
			COUCHDB_USER: credentials.user,
			COUCHDB_PASSWORD: credentials.password,
			COUCHDB_DATABASE: "states",
		});
		this.#run("observer", {
			...observerTokens(exampleTokens),
			DATA_DIR: await mkdtemp(join(this.#folder, "data-")),
			WATCH_NAMESPACE: "",
			STREAM_PORT: String(streamPort),
			HTTP_PORT: String(observerPort),
		});
		await answers(`http://127.0.0.1:${storePort}/_up`);
		await answers(`http://127.0.0.1:${observerPort}/readyz`);
		for (let i = 0; i < replicas; i++) {
			const application = this.#run("app", {
				POD_NAME: `pod-${i}`,
				MODE: "central",
				REPLICAS: String(replicas),
				INTERVAL_SECONDS: String(1 / rate),
				SEED: "7",
				PORT: String(await freePort()),
				RECORDER: `127.0.0.1:${streamPort}`,
				RECORDER_TOKEN: exampleTokens.application,
				CENTRAL_URL: `http://127.0.0.1:${storePort}`,
				CENTRAL_USER: credentials.user,
				CENTRAL_PASSWORD: credentials.password,
			});
			this.#applications.push(application);
		}
	}

	/** Processor time of all applications so far, in seconds, user and system. */
	processorSeconds(): number {
		return this.#applications.reduce((sum, { pid }) => {
			const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ");
			return sum + (Number(fields?.[11]) + Number(fields?.[12])) / clockTicksPerSecond;
		}, 0);
	}

	/**
	 * How long each acknowledged persist took that was asked for in this span of Unix time, in
	 * milliseconds.
	 */
	async persistMilliseconds(from: number, to: number): Promise<number[]> {
		const text = await (await fetch(`http://127.0.0.1:${this.#observerPort}/operations.ndjson`)).text();
		const asked = new Map<string, number>();
		const took: number[] = [];
		for (const line of text.split("\n").filter((each) => each !== "")) {
			const record = JSON.parse(line);
			if (record.kind !== "persist") continue;
			const key = `${record.pod} ${record.process} ${record.operation}`;
			if (record.type === "invoke") asked.set(key, record.time);
			const time = asked.get(key) ?? 0;
			if (record.type === "ok" && time >= from && time < to) took.push((record.time - time) * 1000);
		}
		return took;
	}

	async end(): Promise<void> {
		for (const child of this.#children.toReversed()) {
			if (child.exitCode !== null) continue;
			child.kill("SIGKILL");
			await once(child, "exit");
		}
	}

	#run(image: string, variables: Record<string, string>): ChildProcess {
		const child = spawn(process.execPath, [join(this.#side.bundles, image, "index.mjs")], {
			env: { HOST: "127.0.0.1", ...variables },
			stdio: "ignore",
		});
		this.#children.push(child);
		return child;
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}

/** @throws Error when it doesn't within a minute */
async function answers(url: string): Promise<void> {
	for (const deadline = performance.now() + 60_000; ; ) {
		const response = await fetch(url).catch(() => null);
		if (response?.ok) return;
		if (performance.now() > deadline) throw new Error(`${url} didn't answer within 60 s.`);
		await pause(0.1);
	}
}

function pause(seconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

async function round(sides: readonly Side[], plan: Plan, folder: string): Promise<Cost[]> {
	const laboratories = sides.map((side) => new Laboratory(side, folder));
	try {
		for (const laboratory of laboratories) await laboratory.start(plan);
		await pause(warmUpSeconds);
		const from = Date.now() / 1000;
		const before = laboratories.map((each) => each.processorSeconds());
		await pause(plan.seconds);
		const to = Date.now() / 1000;
		const after = laboratories.map((each) => each.processorSeconds());
		const costs: Cost[] = [];
		for (const [i, laboratory] of laboratories.entries()) {
			const took = await laboratory.persistMilliseconds(from, to);
			if (took.length === 0) throw new Error(`No update was acknowledged in ${sides[i]?.name}.`);
			costs.push({
				microsecondsPerUpdate: ((Number(after[i]) - Number(before[i])) / took.length) * 1e6,
				persistP50Milliseconds: quantile(took, 0.5) ?? Number.NaN,
				persistP99Milliseconds: quantile(took, 0.99) ?? Number.NaN,
			});
		}
		return costs;
	} finally {
		await Promise.all(laboratories.map((each) => each.end()));
	}
}

function row(name: string, values: readonly number[], digits: number): string {
	const numbers = [0.5, 0, 1].map((probability) => (quantile(values, probability) ?? Number.NaN).toFixed(digits));
	return `${name.padEnd(34)}${numbers.map((each) => each.padStart(9)).join("")}`;
}

function readArguments(): { other: string; plan: Plan } {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			replicas: { type: "string", default: "4" },
			seconds: { type: "string", default: "30" },
			rounds: { type: "string", default: "6" },
			rate: { type: "string", default: "10" },
		},
	});
	const [other, ...more] = positionals;
	if (other === undefined || more.length > 0 || !existsSync(join(other, "images", "bundle.ts")))
		throw new Error("Name one other checkout of this project: node_modules/.bin/node bench/application.ts <folder>");
	const number = (name: keyof Plan) => {
		const value = Number(values[name]);
		if (Number.isInteger(value) && value >= 1 && value <= 600) return value;
		throw new Error(`--${name} must be a whole number from 1 to 600, not "${values[name]}".`);
	};
	return {
		other,
		plan: {
			replicas: number("replicas"),
			seconds: number("seconds"),
			rounds: number("rounds"),
			rate: number("rate"),
		},
	};
}

async function main(): Promise<void> {
	const { other, plan } = readArguments();
	const folder = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
	try {
		const sides: Side[] = [];
		for (const [name, checkout] of [
			["other", other],
			["this", join(import.meta.dirname, "..")],
		] as const) {
			const { bundleImages } = await import(join(checkout, "images", "bundle.ts"));
			const bundles = join(folder, name);
			await bundleImages(bundles);
			sides.push({ name, bundles });
		}
		const costs: Record<string, Cost[]> = { other: [], this: [] };
		for (let number = 1; number <= plan.rounds; number++) {
			console.error(`round ${number} of ${plan.rounds} …`);
			// In turn, so that being started first favours neither.
			const order = number % 2 === 0 ? sides : sides.toReversed();
			const took = await round(order, plan, folder);
			for (const [i, side] of order.entries()) costs[side.name]?.push(took[i] as Cost);
		}
		const load = loadavg().map((each) => each.toFixed(1));
		console.log(
			`${plan.replicas} replicas, ${plan.rate} updates a second each, ${plan.rounds} rounds of ${plan.seconds} s; load average ${load.join(" ")}`,
		);
		console.log(`${"".padEnd(34)}${["median", "least", "most"].map((each) => each.padStart(9)).join("")}`);
		for (const [title, key, digits] of [
			["processor time an update [µs]", "microsecondsPerUpdate", 0],
			["persist p50 [ms]", "persistP50Milliseconds", 2],
			["persist p99 [ms]", "persistP99Milliseconds", 2],
		] as const) {
			for (const name of ["other", "this"])
				console.log(
					row(
						`${title}, ${name}`,
						(costs[name] ?? []).map((cost) => cost[key]),
						digits,
					),
				);
			const ratios = (costs.this ?? []).map((cost, i) => cost[key] / Number(costs.other?.[i]?.[key]));
			console.log(row("  ratio, round by round", ratios, 3));
		}
	} finally {
		await rm(folder, { recursive: true });
	}
}

if (import.meta.main) {
	try {
		await main();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
